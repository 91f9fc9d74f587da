package dev.keyturn.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.keyturn.credential.Credential;
import dev.keyturn.rotation.Step;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.secret.VersionId;
import java.util.List;

/** Steps come more than once, one after the other. */
final class Repetitions<C extends Credential<C>> {

  private static final List<Step> STEPS = List.of(Step.values());

  private final RotatorContract<C> contract;
  private final Cases cases;

  Repetitions(RotatorContract<C> contract, Cases cases) {
    this.contract = contract;
    this.cases = cases;
  }

  Cases cases() {
    for (Step step : STEPS) {
      cases.add(step + " twice", () -> twice(step));
    }
    return cases.add("a whole rotation twice", this::rotationTwice);
  }

  private void twice(Step step) throws Exception {
    try (Trial<C> trial = contract.trial()) {
      VersionId version = trial.begin();
      for (Step each : STEPS) {
        trial.succeed(each, version);
        if (each == step) {
          Object stored = trial.text(StagingLabel.PENDING);
          trial.succeed(each, version);
          assertEquals(stored, trial.text(StagingLabel.PENDING), "the pending value");
        }
      }
      trial.assertHealed(version);
    }
  }

  private void rotationTwice() throws Exception {
    try (Trial<C> trial = contract.trial()) {
      VersionId version = trial.rotate();
      Object current = trial.text(StagingLabel.CURRENT);
      trial.rotate(version);
      assertEquals(current, trial.text(StagingLabel.CURRENT), "the current value");
      trial.assertHealed(version);
    }
  }
}
