package dev.keyturn.aws;

import dev.keyturn.secret.Deadline;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretText;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.secret.VersionId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * Makes the calls of a rotation, with a client that never leaves the process.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-best-practices.html">Dummy
 *     invocations before a snapshot</a>
 */
final class InvokePriming {

  static final SecretId SECRET = new SecretId("priming");
  static final VersionId CURRENT = new VersionId("00000000-0000-0000-0000-000000000001");
  static final VersionId PENDING = new VersionId("00000000-0000-0000-0000-000000000002");

  private InvokePriming() {}

  static void run(SdkHttpClient answers, int rotations, Duration limit) {
    Deadline deadline = Deadline.after(InstantSource.system(), limit);
    try (SecretsManagerClient client = client(answers)) {
      AwsSecretStore store = new AwsSecretStore(client);
      for (int i = 0; i < rotations && !deadline.expired(); i++) {
        rotate(store, deadline);
      }
    } catch (RuntimeException e) {
      // A step meets it again, and says it better.
    }
  }

  /** Signs with nobody's credentials, since a snapshot shall have none. */
  static SecretsManagerClient client(SdkHttpClient answers) {
    return SecretsManagerClient.builder()
        .httpClient(answers)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("priming", "priming")))
        .build();
  }

  static void rotate(AwsSecretStore store, Deadline deadline) {
    store.describe(SECRET, deadline);
    store.read(SECRET, StagingLabel.CURRENT, deadline);
    store.read(SECRET, PENDING, StagingLabel.PENDING, deadline);
    SecretText text = SecretText.of("{}");
    store.put(SECRET, PENDING, text, Set.of(StagingLabel.PENDING), null, deadline);
    store.move(SECRET, StagingLabel.CURRENT, PENDING, CURRENT, deadline);
  }
}
