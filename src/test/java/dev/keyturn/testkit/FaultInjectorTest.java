package dev.keyturn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.door.DoorSecret;
import dev.keyturn.secret.Deadline;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretStore;
import dev.keyturn.secret.SecretText;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.secret.VersionId;
import dev.keyturn.testkit.FaultInjector.Moment;
import dev.keyturn.testkit.FaultInjector.ProcessDeath;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Without faults it is a store like any other; with them it fails when it is told to. */
class FaultInjectorTest extends SecretStoreContract {

  @RegisterExtension static final SecretsManagerExtension SERVICE = DoorSecret.service();

  private final FaultInjector store = new FaultInjector(SERVICE.store());
  private final IllegalStateException fault = new IllegalStateException("a fault");

  @Override
  protected SecretStore store() {
    return store;
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
  void failsBeforeACallTookEffect() {
    SecretId secret = create();
    store.fail(2, Moment.BEFORE, fault);
    put(secret, "first");

    assertThatThrownBy(() -> put(secret, "second")).isSameAs(fault);

    assertThat(current(secret)).isEqualTo("first");
    put(secret, "third");
    assertThat(current(secret)).isEqualTo("third");
    assertThat(store.calls()).containsExactly("PutSecretValue", "PutSecretValue", "PutSecretValue");
  }

  @Test
  void failsAfterACallTookEffect() {
    SecretId secret = create();
    store.fail(1, Moment.AFTER, fault);

    assertThatThrownBy(() -> put(secret, "first")).isSameAs(fault);

    assertThat(current(secret)).isEqualTo("first");
  }

  @Test
  void diesLikeAProcess() {
    SecretId secret = create();
    store.die(1, Moment.BEFORE).die(2, Moment.AFTER);

    assertThatThrownBy(() -> put(secret, "first"))
        .isInstanceOf(ProcessDeath.class)
        .hasMessage("the process died before call 1");
    assertThatThrownBy(() -> put(secret, "second"))
        .isInstanceOf(ProcessDeath.class)
        .hasMessage("the process died after call 2");
    assertThat(current(secret)).isEqualTo("second");
  }

  @Test
  void letsSomebodyElseActFirst() {
    SecretId secret = create();
    DoorSecret other = DoorSecret.existing(SERVICE.client(), secret);
    store.meanwhile(1, () -> other.store("other"));

    put(secret, "first");

    assertThat(current(secret)).isEqualTo("first");
    assertThat(other.value("AWSPREVIOUS")).isEqualTo("other");
  }

  private void put(SecretId secret, String text) {
    store.put(
        secret,
        new VersionId(UUID.randomUUID().toString()),
        SecretText.of(text),
        Set.of(StagingLabel.CURRENT),
        null,
        Deadline.after(InstantSource.system(), Duration.ofSeconds(10)));
  }

  private static String current(SecretId secret) {
    return DoorSecret.existing(SERVICE.client(), secret).value("AWSCURRENT");
  }
}
