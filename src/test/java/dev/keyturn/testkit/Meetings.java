package dev.keyturn.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keyturn.credential.Credential;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.Step;
import dev.keyturn.rotation.StepReport;
import dev.keyturn.secret.VersionId;
import dev.keyturn.testkit.FaultInjector.Moment;
import dev.keyturn.testkit.FaultProxy.Fate;
import dev.keyturn.testkit.FaultProxy.Turn;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Two invocations of one step at once: the second one runs while the first one is held at a call,
 * or at a request to the service.
 */
final class Meetings<C extends Credential<C>> {

  private static final List<Step> STEPS = List.of(Step.values());

  /** Whoever has not answered after this long waits for the other one. */
  private static final long BLOCKED_MILLIS = 250;

  private static final long PATIENCE_SECONDS = 20;

  private final RotatorContract<C> contract;
  private final Cases cases;

  Meetings(RotatorContract<C> contract, Cases cases) {
    this.contract = contract;
    this.cases = cases;
  }

  Cases cases() throws Exception {
    try (Trial<C> trial = contract.trial()) {
      VersionId version = trial.begin();
      for (Step step : STEPS) {
        trial.revive();
        Life life = trial.life();
        trial.succeed(step, version);
        addMeetings(step, life.points());
        if (step == Step.SET_SECRET) {
          trial.proxy().answered().stream()
              .filter(turn -> turn.moments().contains(Moment.BEFORE))
              .forEach(this::addMeeting);
        }
      }
    }
    return cases;
  }

  private void addMeetings(Step step, List<String> points) {
    for (int point = 1; point <= points.size(); point++) {
      int at = point;
      cases.add(
          "%s while another is at point %d: %s".formatted(step, at, points.get(at - 1)),
          () -> meet(step, at));
    }
  }

  private void addMeeting(Turn turn) {
    cases.add("setSecret while the request of another waits: " + turn, () -> meet(turn));
  }

  private void meet(Step step, int point) throws Exception {
    try (Trial<C> trial = contract.trial()) {
      VersionId version = upTo(step, trial);
      List<StepReport> reports = new ArrayList<>();
      List<String> points = new ArrayList<>();
      Gate gate =
          at -> {
            points.add(at);
            if (points.size() == point) {
              reports.add(trial.run(step, version, Gate.OPEN, Trial.STEP));
            }
          };
      reports.add(trial.run(step, version, gate, Trial.STEP));
      assertBothSucceeded(trial, step, version, reports);
    }
  }

  private void meet(Turn turn) throws Exception {
    try (Trial<C> trial = contract.trial()) {
      VersionId version = upTo(Step.SET_SECRET, trial);
      CountDownLatch waits = new CountDownLatch(1);
      CountDownLatch goesOn = new CountDownLatch(1);
      trial.proxy().mend();
      trial
          .proxy()
          .tap(
              (at, moment) -> {
                if (at.equals(turn) && moment == Moment.BEFORE) {
                  waits.countDown();
                  await(goesOn);
                }
                return Fate.PASS;
              });
      CompletableFuture<StepReport> first = setSecret(trial, version);
      await(waits);
      CompletableFuture<StepReport> second = setSecret(trial, version);
      untilDoneOrBlocked(second);
      goesOn.countDown();
      List<StepReport> reports =
          List.of(
              first.get(PATIENCE_SECONDS, TimeUnit.SECONDS),
              second.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
      assertBothSucceeded(trial, Step.SET_SECRET, version, reports);
    }
  }

  private CompletableFuture<StepReport> setSecret(Trial<C> trial, VersionId version) {
    CompletableFuture<StepReport> report = new CompletableFuture<>();
    ProxiedConnection.thread(
        () -> {
          try {
            report.complete(trial.run(Step.SET_SECRET, version));
          } catch (RuntimeException | Error e) {
            report.completeExceptionally(e);
          }
        });
    return report;
  }

  private static void untilDoneOrBlocked(CompletableFuture<StepReport> report) throws Exception {
    try {
      report.get(BLOCKED_MILLIS, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // It waits for the first one, as for a lock of the service.
      return;
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(PATIENCE_SECONDS, TimeUnit.SECONDS), "the request never came");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private VersionId upTo(Step step, Trial<C> trial) {
    VersionId version = trial.begin();
    for (Step each : STEPS) {
      if (each == step) {
        return version;
      }
      trial.succeed(each, version);
    }
    throw new IllegalArgumentException(step.toString());
  }

  private void assertBothSucceeded(
      Trial<C> trial, Step step, VersionId version, List<StepReport> reports) throws Exception {
    assertEquals(2, reports.size(), "invocations");
    for (StepReport report : reports) {
      RotationException failure = report.failure();
      assertNull(failure, () -> step + ", of which there were two at once: " + failure);
    }
    trial.assertNotLost();
    trial.rotate(version);
    trial.assertHealed(version);
  }
}
