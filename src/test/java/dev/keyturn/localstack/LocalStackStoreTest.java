package dev.keyturn.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.aws.AwsSecretStore;
import dev.keyturn.secret.Deadline;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretStore;
import dev.keyturn.secret.VersionId;
import dev.keyturn.testkit.SecretStoreContract;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** What a rotation may rely on, of LocalStack's Secrets Manager. */
@Tag("localstack")
class LocalStackStoreTest extends SecretStoreContract {

  @RegisterExtension static final LocalStackExtension LOCALSTACK = new LocalStackExtension();

  @TempDir private static Path folder;
  private static DeployedFunction function;

  @BeforeAll
  static void deploy() throws IOException {
    String name = RefusingFunction.class.getName();
    Path file = Path.of(name.replace('.', '/') + ".class");
    Path copy = folder.resolve(file);
    Files.createDirectories(copy.getParent());
    Files.copy(Path.of("target/test-classes").resolve(file), copy);
    function =
        DeployedFunction.of(
            LOCALSTACK.localStack().lambda(), folder, name + "::handleRequest", Map.of());
  }

  @AfterAll
  static void remove() {
    if (function != null) {
      function.close();
    }
  }

  @Override
  protected SecretStore store() {
    return new AwsSecretStore(LOCALSTACK.localStack().secrets());
  }

  @Override
  protected SecretId create() {
    String name = "store-" + UUID.randomUUID();
    return new SecretId(LOCALSTACK.localStack().secrets().createSecret(r -> r.name(name)).arn());
  }

  @Override
  protected VersionId startRotation(SecretId secret) {
    return new VersionId(
        LOCALSTACK
            .localStack()
            .secrets()
            .rotateSecret(
                r ->
                    r.secretId(secret.value())
                        .rotationLambdaARN(function.arn())
                        .rotationRules(rules -> rules.automaticallyAfterDays(30L)))
            .versionId());
  }

  /** LocalStack dates versions by the second, and keeps a hundred without a label. */
  @Test
  @Override
  protected void listsDeprecatedVersionsFromTheNewestHoweverManyThereAre()
      throws InterruptedException {
    SecretId secret = create();
    List<VersionId> versions = new ArrayList<>();
    for (String value : List.of("1", "2", "3", "4")) {
      String version =
          LOCALSTACK
              .localStack()
              .secrets()
              .putSecretValue(r -> r.secretId(secret.value()).secretString(value))
              .versionId();
      versions.add(new VersionId(version));
      Thread.sleep(1_100);
    }

    assertThat(
            store()
                .deprecated(secret, Deadline.after(InstantSource.system(), Duration.ofSeconds(10))))
        .containsExactly(versions.get(1), versions.get(0));
  }
}
