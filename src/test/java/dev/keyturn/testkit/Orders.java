package dev.keyturn.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keyturn.credential.Credential;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.Step;
import dev.keyturn.rotation.StepReport;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.secret.VersionId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** Steps come in another order than the right one. */
final class Orders<C extends Credential<C>> {

  private static final List<Step> STEPS = List.of(Step.values());

  private final RotatorContract<C> contract;
  private final Cases cases;

  Orders(RotatorContract<C> contract, Cases cases) {
    this.contract = contract;
    this.cases = cases;
  }

  /** All orders of the four steps but the right one. */
  Cases cases() {
    permute(new ArrayList<>(), order -> cases.add(order.toString(), () -> run(order)));
    return cases;
  }

  private interface Order {
    void of(List<Step> steps);
  }

  private static void permute(List<Step> begun, Order use) {
    if (begun.size() == STEPS.size() && !begun.equals(STEPS)) {
      use.of(List.copyOf(begun));
    }
    for (Step step : STEPS) {
      if (!begun.contains(step)) {
        List<Step> more = new ArrayList<>(begun);
        more.add(step);
        permute(more, use);
      }
    }
  }

  private void run(List<Step> order) throws Exception {
    try (Trial<C> trial = contract.trial()) {
      VersionId version = trial.begin();
      Set<Step> done = EnumSet.noneOf(Step.class);
      for (Step step : order) {
        if (succeeds(trial.run(step, version))) {
          done.add(step);
        }
        if (done.contains(Step.FINISH_SECRET) && !done.contains(Step.SET_SECRET)) {
          promotedUnset(trial);
          return;
        }
        trial.assertNotLost();
      }
      trial.rotate(version);
      trial.assertHealed(version);
    }
  }

  /**
   * Secrets Manager does not invoke finishSecret before setSecret and testSecret have succeeded,
   * and finishSecret decides from labels alone. Whoever does it nevertheless still has AWSPREVIOUS.
   */
  private void promotedUnset(Trial<C> trial) throws Exception {
    assertTrue(trial.logsIn(StagingLabel.PREVIOUS), "AWSPREVIOUS is lost as well");
    VersionId next = trial.begin();
    trial.succeed(Step.CREATE_SECRET, next);
    StepReport report = trial.run(Step.SET_SECRET, next);
    if (!succeeds(report)) {
      assertEquals(Reason.CREDENTIALS_REJECTED, report.failure().reason());
    }
    assertTrue(
        trial.logsIn(StagingLabel.PREVIOUS) || trial.logsIn(StagingLabel.PENDING),
        "nothing logs in any more");
  }

  private static boolean succeeds(StepReport report) {
    RotationException failure = report.failure();
    if (failure != null) {
      assertNotEquals(Reason.UNEXPECTED, failure.reason(), failure::getMessage);
    }
    return failure == null;
  }
}
