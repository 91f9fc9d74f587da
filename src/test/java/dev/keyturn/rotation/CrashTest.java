package dev.keyturn.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.credential.CredentialFormatException;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.door.DoorSecret;
import dev.keyturn.secret.Deadline;
import dev.keyturn.secret.SecretValue;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.testkit.FaultInjector;
import dev.keyturn.testkit.FaultInjector.Moment;
import dev.keyturn.testkit.FaultInjector.ProcessDeath;
import dev.keyturn.testkit.SecretsManagerExtension;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The process dies at every point of a rotation, one after the other: what clients or the rotation
 * hold still logs in, and the next run of the rotation heals.
 */
class CrashTest {

  @RegisterExtension static final SecretsManagerExtension SERVICE = DoorSecret.service();

  /** What is rotated, and how. */
  enum Way {
    SINGLE,
    PROMPT,
    ALTERNATING
  }

  private record Death(String where, int call, Moment moment) {
    @Override
    public String toString() {
      return call == 0 ? where : "%s %s %d".formatted(moment, where, call).toLowerCase(Locale.ROOT);
    }
  }

  private final String admin = "admin-" + UUID.randomUUID();

  @ParameterizedTest
  @EnumSource
  void healsWhereverTheProcessDied(Way way) {
    SERVICE
        .client()
        .createSecret(r -> r.name(admin).secretString(DoorSecret.json("root", "root-password")));
    int points = 0;
    for (Death death : deaths(calls(way))) {
      assertHeals(way, death);
      points++;
    }
    assertThat(points).as("points at which it died").isGreaterThan(20);
  }

  private int calls(Way way) {
    Rig rig = rig(way);
    FaultInjector store = new FaultInjector(SERVICE.store());
    rig.over(store).rotate(secret());
    return store.calls().size();
  }

  private static List<Death> deaths(int calls) {
    List<Death> deaths = new ArrayList<>();
    for (int call = 1; call <= calls; call++) {
      for (Moment moment : Moment.values()) {
        deaths.add(new Death("call", call, moment));
      }
    }
    for (String where : List.of("login", "set", "set and done", "verify")) {
      deaths.add(new Death(where, 0, Moment.BEFORE));
    }
    return deaths;
  }

  private void assertHeals(Way way, Death death) {
    Rig rig = rig(way);
    DoorSecret secret = secret();
    FaultInjector store = new FaultInjector(SERVICE.store());
    arm(rig, store, death);

    assertThat(dies(rig.over(store), secret)).as("it died at %s", death).isTrue();

    assertThat(opens(rig, secret, "AWSCURRENT") || opens(rig, secret, "AWSPENDING"))
        .as("the old or the new password logs in after %s", death)
        .isTrue();
    disarm(rig);
    rig.over(SERVICE.store()).rotate(secret);
    assertThat(opens(rig, secret, "AWSCURRENT")).as("healed after %s", death).isTrue();
    assertThat(secret.labelsOfToken())
        .as("labels after %s", death)
        .containsExactly("AWSCURRENT", "AWSPENDING");
  }

  private static void arm(Rig rig, FaultInjector store, Death death) {
    switch (death.where()) {
      case "call" -> store.die(death.call(), death.moment());
      case "login" -> rig.door.onLogin(CrashTest::die);
      case "set" -> rig.door.onSet(CrashTest::die);
      case "set and done" -> rig.door.afterSet(CrashTest::die);
      case "verify" -> rig.door.onVerify(CrashTest::die);
      default -> throw new IllegalArgumentException(death.where());
    }
  }

  private static void die() {
    throw new ProcessDeath("at the door");
  }

  private static void disarm(Rig rig) {
    rig.door.onLogin(() -> {}).onSet(() -> {}).afterSet(() -> {}).onVerify(() -> {});
  }

  private static boolean dies(Rig rig, DoorSecret secret) {
    try {
      Arrays.stream(Step.values()).forEach(step -> rig.run(secret.request(step)));
      return false;
    } catch (ProcessDeath e) {
      return true;
    }
  }

  private static boolean opens(Rig rig, DoorSecret secret, String label) {
    Deadline deadline = Deadline.after(InstantSource.system(), Duration.ofSeconds(5));
    Optional<SecretValue> value =
        SERVICE.store().read(secret.id(), new StagingLabel(label), deadline);
    if (value.isEmpty()) {
      return false;
    }
    try {
      DatabaseCredential credential = rig.door.codec().decode(Versions.text(value.get()));
      return rig.door.opensTo(credential.username(), credential.password().reveal());
    } catch (CredentialFormatException e) {
      throw new AssertionError(e);
    }
  }

  private Rig rig(Way way) {
    Rig rig = new Rig(SERVICE.store());
    rig.door.user("me", "current-password").user("root", "root-password");
    switch (way) {
      case SINGLE -> rig.with("ROTATION_STRATEGY", "single");
      case PROMPT -> rig.with("ROTATION_STRATEGY", "single").with("PROMPT_PROMOTION", "true");
      case ALTERNATING -> rig.with("ROTATION_STRATEGY", "alternating");
    }
    return rig;
  }

  private DoorSecret secret() {
    return DoorSecret.of(
            SERVICE.client(),
            DoorSecret.json("me", "current-password", ",\"masterarn\":\"%s\"".formatted(admin)))
        .rotating();
  }
}
