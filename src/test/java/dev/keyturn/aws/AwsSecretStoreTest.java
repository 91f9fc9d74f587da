package dev.keyturn.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.door.DoorSecret;
import dev.keyturn.secret.Deadline;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretStore;
import dev.keyturn.secret.SecretValue;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.secret.VersionId;
import dev.keyturn.testkit.SecretStoreContract;
import dev.keyturn.testkit.SecretsManagerExtension;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Over the wire, against the embedded service. */
class AwsSecretStoreTest extends SecretStoreContract {

  @RegisterExtension static final SecretsManagerExtension SERVICE = DoorSecret.service();

  @Override
  protected SecretStore store() {
    return SERVICE.store();
  }

  @Override
  protected SecretId create() {
    return DoorSecret.of(SERVICE.client()).id();
  }

  @Override
  protected VersionId startRotation(SecretId secret) {
    return DoorSecret.existing(SERVICE.client(), secret).rotating().token();
  }

  @Test
  void keepsNoBytesOfABinaryValue() {
    DoorSecret secret = DoorSecret.of(SERVICE.client()).storeBinary();

    assertThat(
            store()
                .read(
                    secret.id(),
                    StagingLabel.CURRENT,
                    Deadline.after(InstantSource.system(), Duration.ofSeconds(10))))
        .contains(new SecretValue.Binary(new VersionId(secret.holder("AWSCURRENT"))));
  }
}
