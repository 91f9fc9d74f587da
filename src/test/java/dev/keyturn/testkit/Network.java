package dev.keyturn.testkit;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keyturn.credential.Credential;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.LoginResult.Accepted;
import dev.keyturn.rotation.LoginResult.Rejected;
import dev.keyturn.rotation.LoginResult.Unavailable;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.Step;
import dev.keyturn.secret.SecretText;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.secret.VersionId;
import dev.keyturn.testkit.FaultInjector.Moment;
import dev.keyturn.testkit.FaultProxy.Fate;
import dev.keyturn.testkit.FaultProxy.Tap;
import dev.keyturn.testkit.FaultProxy.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * The network between the rotator and its service fails while the process lives: connections are
 * reset, answers get lost, nothing arrives any more, or everything is slow.
 */
final class Network<C extends Credential<C>> {

  /** What an invocation has, half a second of which is kept to report in. */
  private static final Duration SHORT = Duration.ofMillis(2500);

  /** A busy machine is late itself; a rotator that does not look at its deadline is later still. */
  private static final Duration LATE = SHORT.plusSeconds(1);

  private static final Duration LONG = Duration.ofSeconds(20);

  private static final long SLOW_MILLIS = 30;

  /** Nobody knows whether a credential is wrong when the service was not heard. */
  private static final Set<Reason> WRONG =
      Set.of(Reason.UNEXPECTED, Reason.CREDENTIALS_REJECTED, Reason.IDENTITY_MISMATCH);

  private final RotatorContract<C> contract;
  private final Cases cases;

  Network(RotatorContract<C> contract, Cases cases) {
    this.contract = contract;
    this.cases = cases;
  }

  Cases logins() throws Exception {
    cases.add("the right password is accepted", this::accepts);
    cases.add("a wrong password is rejected", this::rejects);
    cases.add("nobody listens: unavailable", this::nobodyListens);
    for (Turn turn : turnsOfALogin()) {
      for (Moment moment : turn.moments()) {
        add("reset", turn, moment, Fate.RESET);
      }
    }
    return cases;
  }

  /** Nothing comes back any more, and nobody says so. */
  Cases silence() throws Exception {
    for (Turn turn : turnsOfALogin()) {
      for (Moment moment : turn.moments()) {
        add("lost", turn, moment, Fate.BLACKHOLE);
      }
    }
    return cases;
  }

  private void add(String fate, Turn turn, Moment moment, Fate what) {
    String which = moment == Moment.BEFORE ? "request" : "answer";
    cases.add(
        "the %s of turn %d is %s: unavailable".formatted(which, turn.number(), fate),
        () -> unavailable(onEveryConnection(turn.number(), moment, what)));
  }

  /** A driver may try again, and would be right to. */
  private static Tap onEveryConnection(int number, Moment moment, Fate fate) {
    return (at, when) -> at.number() == number && when == moment ? fate : Fate.PASS;
  }

  /** Once there, it stays so, since a driver may try again. */
  private static Tap from(Turn turn, Moment moment, Fate fate) {
    return (at, when) ->
        (at.equals(turn) && when == moment) || at.connection() > turn.connection()
            ? fate
            : Fate.PASS;
  }

  private List<Turn> turnsOfALogin() throws Exception {
    try (Trial<C> trial = contract.trial()) {
      assertInstanceOf(Accepted.class, trial.login(current(trial), LONG));
      return trial.proxy().answered();
    }
  }

  private C current(Trial<C> trial) {
    return trial.credential(StagingLabel.CURRENT).orElseThrow();
  }

  private void accepts() throws Exception {
    try (Trial<C> trial = contract.trial()) {
      assertInstanceOf(Accepted.class, trial.login(current(trial), LONG));
      trial.assertWellBehaved();
    }
  }

  private void rejects() throws Exception {
    try (Trial<C> trial = contract.trial()) {
      C wrong = current(trial).withPassword(SecretText.of("a wrong password"));
      assertInstanceOf(Rejected.class, trial.login(wrong, LONG), "for a wrong password");
      trial.assertWellBehaved();
    }
  }

  private void nobodyListens() throws Exception {
    try (Trial<C> trial = contract.trial()) {
      trial.proxy().close();
      assertUnavailable(trial);
    }
  }

  private void unavailable(Tap tap) throws Exception {
    try (Trial<C> trial = contract.trial()) {
      trial.proxy().tap(tap);
      assertUnavailable(trial);
      trial.assertWellBehaved();
    }
  }

  private void assertUnavailable(Trial<C> trial) throws Exception {
    Instant start = Instant.now();
    LoginResult<?> result = trial.login(current(trial), SHORT);
    Duration elapsed = Duration.between(start, Instant.now());
    assertInstanceOf(
        Unavailable.class, result, "for a service that was not heard, whatever the password");
    assertInTime(elapsed);
  }

  private static void assertInTime(Duration elapsed) {
    assertTrue(
        elapsed.compareTo(LATE) < 0,
        () ->
            "took %d ms of the %d ms that Lambda gives"
                .formatted(elapsed.toMillis(), SHORT.toMillis()));
  }

  /** At every turn of setSecret and testSecret. */
  Cases steps() throws Exception {
    cases.add("everything is slow", this::slow);
    try (Trial<C> trial = contract.trial()) {
      VersionId version = trial.begin();
      trial.succeed(Step.CREATE_SECRET, version);
      for (Step step : List.of(Step.SET_SECRET, Step.TEST_SECRET)) {
        trial.revive();
        trial.succeed(step, version);
        trial.proxy().answered().forEach(turn -> add(step, turn));
      }
    }
    return cases;
  }

  private void add(Step step, Turn turn) {
    for (Moment moment : turn.moments()) {
      String which = moment == Moment.BEFORE ? "request" : "answer";
      cases.add(
          "%s, and the %s of %s is reset".formatted(step, which, turn),
          () -> fails(step, from(turn, moment, Fate.RESET)));
    }
    // Without an answer it only waits; a login is seen to do so elsewhere.
    if (contract.thorough() || (turn.number() > 1 && step == Step.SET_SECRET)) {
      cases.add(
          "%s, and no answer comes from %s on".formatted(step, turn),
          () -> fails(step, from(turn, Moment.AFTER, Fate.BLACKHOLE)));
    }
  }

  private void fails(Step failing, Tap tap) throws Exception {
    try (Trial<C> trial = contract.trial()) {
      VersionId version = trial.begin();
      for (Step step : Step.values()) {
        if (step == failing) {
          trial.proxy().mend();
          trial.proxy().tap(tap);
          failsInTime(trial, step, version);
          trial.assertNotLost();
          break;
        }
        trial.succeed(step, version);
      }
      trial.rotate(version);
      trial.assertComplete(version);
      trial.rotate();
      trial.assertWellBehaved();
    }
  }

  private void failsInTime(Trial<C> trial, Step step, VersionId version) throws Exception {
    Instant start = Instant.now();
    RotationException failure = trial.run(step, version, trial.life(), SHORT).failure();
    Duration elapsed = Duration.between(start, Instant.now());
    assertInTime(elapsed);
    trial.proxy().mend();
    if (failure == null) {
      assertTrue(
          trial.logsIn(StagingLabel.PENDING), step + " succeeds, but AWSPENDING does not log in");
    } else {
      assertTrue(!WRONG.contains(failure.reason()), failure::getMessage);
    }
  }

  private void slow() throws Exception {
    try (Trial<C> trial = contract.trial()) {
      VersionId version = trial.begin();
      trial
          .proxy()
          .tap(
              (turn, moment) -> {
                Cases.pause(SLOW_MILLIS);
                return Fate.PASS;
              });
      trial.rotate(version);
      assertNull(trial.run(Step.TEST_SECRET, version).failure());
      trial.assertWellBehaved();
    }
  }
}
