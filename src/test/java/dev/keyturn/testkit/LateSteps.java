package dev.keyturn.testkit;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keyturn.credential.Credential;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.Step;
import dev.keyturn.secret.VersionId;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Steps come of a rotation that was abandoned, before, during and after the next one. */
final class LateSteps<C extends Credential<C>> {

  private static final List<Step> STEPS = List.of(Step.values());
  private static final Set<Reason> REFUSALS =
      Set.of(Reason.VERSION_UNKNOWN, Reason.VERSION_NOT_PENDING);

  private final RotatorContract<C> contract;
  private final Cases cases;

  LateSteps(RotatorContract<C> contract, Cases cases) {
    this.contract = contract;
    this.cases = cases;
  }

  /** Somebody stores a value by hand, and the steps of the rotation that this ended still come. */
  Cases cases() {
    for (int done = 0; done < STEPS.size(); done++) {
      int steps = done;
      String name = "%s and what follows, of an abandoned rotation".formatted(STEPS.get(done));
      cases.add(name, () -> lateSteps(steps));
      for (int others = 1; others <= STEPS.size(); others++) {
        int meanwhile = others;
        cases.add(
            "%s, when the next rotation has done %s".formatted(name, STEPS.get(others - 1)),
            () -> lateSteps(steps, meanwhile));
      }
    }
    return cases;
  }

  private void lateSteps(int done) throws Exception {
    try (Trial<C> trial = contract.trial()) {
      VersionId version = abandon(trial, done);
      refuseFrom(done, trial, version);
      trial.rotate();
      trial.assertWellBehaved();
    }
  }

  private void lateSteps(int done, int others) throws Exception {
    try (Trial<C> trial = contract.trial()) {
      VersionId late = abandon(trial, done);
      VersionId version = trial.begin();
      for (int i = 0; i < others; i++) {
        trial.succeed(STEPS.get(i), version);
      }
      refuseFrom(done, trial, late);
      trial.rotate(version);
      trial.assertHealed(version);
    }
  }

  private VersionId abandon(Trial<C> trial, int done) throws Exception {
    VersionId version = trial.begin();
    for (int i = 0; i < done; i++) {
      trial.succeed(STEPS.get(i), version);
    }
    trial.store(contract.secret(trial.account().withPassword("ByHand" + UUID.randomUUID())));
    return version;
  }

  private void refuseFrom(int done, Trial<C> trial, VersionId version) throws Exception {
    for (int i = done; i < STEPS.size(); i++) {
      RotationException refusal = trial.run(STEPS.get(i), version).failure();
      assertNotNull(refusal, STEPS.get(i) + " of an abandoned rotation");
      assertTrue(REFUSALS.contains(refusal.reason()), refusal::getMessage);
      trial.assertNotLost();
    }
  }
}
