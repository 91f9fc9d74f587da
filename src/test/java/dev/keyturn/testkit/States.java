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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.function.Executable;

/**
 * Every combination of labels, stored values and what the service accepts that can come about, and
 * every step in it: it succeeds, refuses or may be tried again, and no credential is lost.
 */
final class States<C extends Credential<C>> {

  /** Where the version is that the event names. */
  enum Labels {
    PENDING,
    CURRENT,
    /** The secret has no such version. */
    UNKNOWN,
    /** Somebody took the label off. */
    ABANDONED,
    /** Rotation was switched off. */
    CANCELLED
  }

  /** What is stored in a version. */
  enum Value {
    ABSENT,
    GOOD,
    MALFORMED
  }

  /** Whose credential the service accepts. */
  enum Accepted {
    CURRENT,
    PENDING,
    PREVIOUS,
    /** Somebody changed it by hand, and no version has it. */
    NONE
  }

  /**
   * A state.
   *
   * @param labels where the version is that the event names
   * @param pending what that version holds
   * @param current what AWSCURRENT holds
   * @param previous what AWSPREVIOUS holds
   * @param accepted what the service accepts
   */
  record State(Labels labels, Value pending, Value current, Value previous, Accepted accepted) {

    /** Whether it can come about, and is not one that labels alone decide like another one. */
    boolean isReachable() {
      return holdsWhatIsAccepted()
          && switch (labels) {
            case PENDING -> current == Value.GOOD || isSpoilt();
            case CURRENT ->
                isWhole() && (accepted == Accepted.PENDING || accepted == Accepted.NONE);
            case UNKNOWN, ABANDONED, CANCELLED ->
                isWhole() && previous == Value.ABSENT && accepted != Accepted.NONE;
          };
    }

    /**
     * Whether Secrets Manager invokes a step in it: it comes to finishSecret only when setSecret
     * and testSecret have succeeded.
     */
    boolean comesTo(Step step) {
      return step != Step.FINISH_SECRET
          || labels != Labels.PENDING
          || (pending == Value.GOOD && (accepted == Accepted.PENDING || accepted == Accepted.NONE));
    }

    private boolean holdsWhatIsAccepted() {
      return switch (accepted) {
        case CURRENT -> current == Value.GOOD;
        case PENDING -> pending == Value.GOOD;
        case PREVIOUS -> previous == Value.GOOD;
        case NONE -> current != Value.ABSENT;
      };
    }

    /** Storing such a value by hand takes the label off a pending version that there is. */
    private boolean isSpoilt() {
      return current == Value.MALFORMED && previous != Value.ABSENT && pending != Value.GOOD;
    }

    private boolean isWhole() {
      return current == Value.GOOD && pending == Value.GOOD;
    }

    @Override
    public String toString() {
      return "%s, pending %s, current %s, previous %s, the service accepts %s"
          .formatted(labels, pending, current, previous, accepted);
    }
  }

  private static final String MALFORMED = "{\"password\":";

  private final RotatorContract<C> contract;
  private final Cases cases;
  private final Map<String, Integer> outcomes = new TreeMap<>();

  States(RotatorContract<C> contract, Cases cases) {
    this.contract = contract;
    this.cases = cases;
  }

  Cases cases() {
    List<State> reachable = reachable();
    int pairs = 0;
    for (State state : reachable) {
      for (Step step : Step.values()) {
        if (state.comesTo(step)) {
          cases.add("%s in state: %s".formatted(step, state), () -> run(step, state));
          pairs++;
        }
      }
    }
    return cases.last(
        "%d states, %d pairs of state and step".formatted(reachable.size(), pairs),
        told(reachable.size(), pairs));
  }

  private Executable told(int states, int pairs) {
    return () -> {
      assertEquals(pairs, sum());
      System.out.printf(
          "%s: %d states, %d pairs of state and step: %s%n",
          contract.getClass().getSimpleName(), states, pairs, outcomes());
    };
  }

  static List<State> reachable() {
    List<State> states = new ArrayList<>();
    for (Labels labels : Labels.values()) {
      for (Value pending : Value.values()) {
        for (Value current : Value.values()) {
          for (Value previous : Value.values()) {
            for (Accepted accepted : Accepted.values()) {
              states.add(new State(labels, pending, current, previous, accepted));
            }
          }
        }
      }
    }
    return states.stream().filter(State::isReachable).toList();
  }

  private synchronized int sum() {
    return outcomes.values().stream().mapToInt(Integer::intValue).sum();
  }

  private synchronized String outcomes() {
    return outcomes.toString();
  }

  private synchronized void count(StepReport report) {
    RotationException failure = report.failure();
    outcomes.merge(failure == null ? "success" : failure.reason().name(), 1, Integer::sum);
  }

  private void run(Step step, State state) throws Exception {
    try (Trial<C> trial = contract.trial()) {
      VersionId version = bring(trial, state);
      List<Boolean> before = logins(trial);

      StepReport report = trial.run(step, version);

      List<Boolean> after = logins(trial);
      if (before.contains(true)) {
        assertTrue(after.contains(true), "the credential that worked is lost");
      }
      RotationException failure = report.failure();
      if (failure != null) {
        assertNotEquals(Reason.UNEXPECTED, failure.reason(), failure::getMessage);
        assertEquals(before, after, "a step that fails changes nothing");
      } else if (step != Step.CREATE_SECRET && !report.alreadyCurrent()) {
        assertPending(step, trial, after);
      }
      trial.assertWellBehaved();
      count(report);
    }
  }

  private void assertPending(Step step, Trial<C> trial, List<Boolean> after) {
    if (step == Step.FINISH_SECRET) {
      assertTrue(
          trial.labels().holderOf(StagingLabel.CURRENT).isPresent(), "AWSCURRENT is on no version");
    } else {
      assertTrue(after.get(0), "AWSPENDING does not log in, but " + step + " succeeds");
    }
  }

  /** Of pending, current and previous. */
  private List<Boolean> logins(Trial<C> trial) throws Exception {
    return List.of(
        trial.logsIn(StagingLabel.PENDING),
        trial.logsIn(StagingLabel.CURRENT),
        trial.logsIn(StagingLabel.PREVIOUS));
  }

  private VersionId bring(Trial<C> trial, State state) throws Exception {
    store(trial, state);
    VersionId version = trial.begin();
    switch (state.pending()) {
      case GOOD -> trial.succeed(Step.CREATE_SECRET, version);
      case MALFORMED -> trial.putPending(version, MALFORMED);
      case ABSENT -> {}
    }
    switch (state.accepted()) {
      case CURRENT -> {}
      case PENDING -> trial.succeed(Step.SET_SECRET, version);
      case PREVIOUS -> contract.secret(trial.account());
      case NONE -> contract.secret(byHand(trial));
    }
    return label(trial, state.labels(), version);
  }

  /** What is stored by hand, the oldest first. */
  private void store(Trial<C> trial, State state) throws Exception {
    if (state.previous() == Value.MALFORMED) {
      trial.storeAsItIs(MALFORMED);
    }
    if (state.current() == Value.MALFORMED) {
      trial.storeAsItIs(MALFORMED);
    } else if (state.previous() != Value.ABSENT) {
      trial.store(contract.secret(byHand(trial)));
    }
  }

  private Account byHand(Trial<C> trial) {
    return trial.account().withPassword("ByHand" + UUID.randomUUID());
  }

  private VersionId label(Trial<C> trial, Labels labels, VersionId version) {
    switch (labels) {
      case PENDING -> {}
      case CURRENT -> trial.succeed(Step.FINISH_SECRET, version);
      case UNKNOWN -> {
        return new VersionId(UUID.randomUUID().toString());
      }
      case ABANDONED -> trial.removePending(version);
      case CANCELLED -> trial.cancel();
    }
    return version;
  }
}
