package dev.keyturn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

/**
 * A client that rotates a secret of its own, again and again, and knows which rotation it asked
 * for.
 */
final class Turner implements KillTest.Client {

  private static final String FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:Door";

  private final String secret;
  private final Path lock;
  private String asked;
  private boolean answered;
  private int rotated;

  Turner(String secret, Path directory) {
    this.secret = secret;
    this.lock = directory.resolve(secret);
  }

  int rotated() {
    return rotated;
  }

  @Override
  public void work(SecretsManagerClient client) {
    while (true) {
      rotate(client);
    }
  }

  void rotate(SecretsManagerClient client) {
    String version = UUID.randomUUID().toString();
    answered = false;
    asked = version;
    client.rotateSecret(
        r -> r.secretId(secret).rotationLambdaARN(FUNCTION).clientRequestToken(version));
    answered = true;
    awaitCurrent(client);
    rotated++;
  }

  @Override
  public void check(SecretsManagerClient client) {
    try {
      DescribeSecretResponse told = client.describeSecret(r -> r.secretId(secret));
      Map<String, String> holders = KillTest.holders(told);
      if (asked == null) {
        return;
      }
      boolean stored = told.versionIdsToStages().containsKey(asked);
      assertThat(stored || !answered)
          .as("rotation of %s to %s, which was answered: %s", secret, asked, holders)
          .isTrue();
      if (stored) {
        awaitCurrent(client);
      }
      assertThat(client.getSecretValue(r -> r.secretId(secret)).secretString())
          .as("the value of %s opens its door", secret)
          .contains("\"" + Files.readString(lock) + "\"");
    } catch (ResourceNotFoundException e) {
      assertThat(asked).as("%s is lost", secret).isNull();
      create(client);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void create(SecretsManagerClient client) {
    try {
      Files.writeString(lock, "first-password");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    client.createSecret(r -> r.name(secret).secretString(ServeDataTest.secret(lock)));
  }

  private void awaitCurrent(SecretsManagerClient client) {
    Instant deadline = Instant.now().plusSeconds(20);
    while (true) {
      DescribeSecretResponse told = client.describeSecret(r -> r.secretId(secret));
      Map<String, String> holders = KillTest.holders(told);
      if (asked.equals(holders.get("AWSCURRENT")) && told.lastRotatedDate() != null) {
        return;
      }
      assertThat(Instant.now())
          .as("rotation of %s to %s goes on: %s", secret, asked, holders)
          .isBefore(deadline);
      KillTest.pause();
    }
  }
}
