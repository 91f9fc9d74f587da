package dev.keyturn.local;

import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretStore;
import dev.keyturn.secret.VersionId;
import dev.keyturn.testkit.SecretStoreContract;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;

/** The store of functions in this JVM does what the one over the wire does. */
class InProcessStoreTest extends SecretStoreContract {

  private final SteppedSecretsManager service = new SteppedSecretsManager();

  @AfterEach
  void close() {
    service.close();
  }

  @Override
  protected SecretStore store() {
    return service.store();
  }

  @Override
  protected SecretId create() {
    return service.create("store-" + UUID.randomUUID());
  }

  @Override
  protected VersionId startRotation(SecretId secret) {
    return service.rotate(secret);
  }
}
