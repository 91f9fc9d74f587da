package dev.keyturn.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.credential.PasswordGenerator;
import dev.keyturn.door.Door;
import dev.keyturn.door.DoorSecret;
import dev.keyturn.secret.Deadline;
import dev.keyturn.secret.SecretStore;
import dev.keyturn.settings.Settings;
import dev.keyturn.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** Runs steps of rotations of a door's credentials, without a handler around them. */
final class Rig {

  final Door door = new Door();
  final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final Map<String, String> variables = new HashMap<>();
  private SecretStore store;

  Rig(SecretStore store) {
    this.store = store;
  }

  Rig with(String variable, String value) {
    variables.put(variable, value);
    return this;
  }

  Rig over(SecretStore another) {
    store = another;
    return this;
  }

  StepReport run(RotationRequest request) {
    return new Rotation<>(
            door, store, new PasswordGenerator(new Random(1)), clock, Settings.of(variables))
        .run(request, Deadline.after(clock, Duration.ofSeconds(30)));
  }

  StepReport run(Step step, DoorSecret secret) {
    StepReport report = run(secret.request(step));
    assertThat(door.openSessions()).as("sessions left open by %s", step).isZero();
    return report;
  }

  /** Runs steps that succeed. */
  void succeed(DoorSecret secret, Step... steps) {
    for (Step step : steps) {
      assertThat(run(step, secret).failure()).as(step.toString()).isNull();
    }
  }

  void rotate(DoorSecret secret) {
    succeed(secret, Step.values());
  }

  /** Runs a step that fails, and gives why. */
  RotationException fail(Step step, DoorSecret secret) {
    StepReport report = run(step, secret);
    assertThat(report.failure()).as(step.toString()).isNotNull();
    return report.failure();
  }
}
