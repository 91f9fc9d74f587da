package dev.keyturn.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.keyturn.credential.Credential;
import dev.keyturn.secret.VersionId;
import dev.keyturn.testkit.FaultInjector.Moment;
import dev.keyturn.testkit.FaultProxy.Fate;
import dev.keyturn.testkit.FaultProxy.Turn;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The process of a rotation dies at every point of it, one case for each: before and after each
 * call to the store and of the rotator, between the steps, and on the wire at every turn before it
 * reaches the service and before its answer is heard.
 */
final class CrashMatrix<C extends Credential<C>> {

  /** How a rotation is brought to its death. */
  private interface Death<C extends Credential<C>> {
    void of(Trial<C> trial);
  }

  private final RotatorContract<C> contract;
  private final Cases cases;

  CrashMatrix(RotatorContract<C> contract, Cases cases) {
    this.contract = contract;
    this.cases = cases;
  }

  /** All cases: in the first rotation of a secret, and in a later one if that does other things. */
  Cases cases() throws Exception {
    try (Trial<C> trial = contract.trial()) {
      Course first = course(trial);
      add(first, false);
      Course later = course(trial);
      if (!later.isLike(first)) {
        add(later, true);
      }
    }
    return cases;
  }

  /** What a rotation does, and which of its turns are part of a login. */
  private record Course(List<String> points, List<Turn> turns, Set<Turn> logins) {

    boolean isLike(Course other) {
      return points.equals(other.points) && turns.equals(other.turns);
    }
  }

  private Course course(Trial<C> trial) {
    trial.revive();
    Life life = trial.life();
    Set<Turn> logins = ConcurrentHashMap.newKeySet();
    trial
        .proxy()
        .tap(
            (turn, moment) -> {
              if (life.latest().equals("before login")) {
                logins.add(turn);
              }
              return Fate.PASS;
            });
    trial.rotate();
    return new Course(life.points(), trial.proxy().answered(), Set.copyOf(logins));
  }

  private void add(Course course, boolean later) {
    String which = later ? "in a later rotation, " : "";
    List<String> points = course.points();
    for (int point = 1; point <= points.size(); point++) {
      int last = point;
      String name = points.get(point - 1);
      add(
          "%sat point %d: %s".formatted(which, point, name),
          trial -> trial.mortal(last),
          later,
          Gated.mayHaveChanged(name));
    }
    for (Turn turn : course.turns()) {
      for (Moment moment : turn.moments()) {
        String where = moment == Moment.BEFORE ? "before the service gets " : "after ";
        add(
            which + where + turn,
            trial -> dieOnTheWire(trial, turn, moment),
            later,
            moment == Moment.AFTER && !course.logins().contains(turn));
      }
    }
  }

  private static void dieOnTheWire(Trial<?> trial, Turn turn, Moment moment) {
    Life life = trial.mortal(0);
    trial
        .proxy()
        .tap(
            (at, when) -> {
              if (!at.equals(turn) || when != moment) {
                return Fate.PASS;
              }
              life.end();
              return Fate.RESET;
            });
  }

  /**
   * Of two points between which nothing changes, a second death need follow one only; a login may
   * be counted by the service, but not before its end.
   *
   * @param distinct whether this is that one
   */
  private void add(String name, Death<C> death, boolean later, boolean distinct) {
    cases.add(name, () -> heals(death, later, 0));
    if (distinct && contract.thorough()) {
      cases.add(name + ", and after every change of the retry", () -> healsTwice(death, later));
    }
  }

  private void healsTwice(Death<C> death, boolean later) throws Exception {
    int second = 1;
    while (heals(death, later, second)) {
      second++;
    }
  }

  /** Returns whether the retry died as well, which it is to do at a point if that is not 0. */
  private boolean heals(Death<C> death, boolean later, int second) throws Exception {
    try (Trial<C> trial = contract.trial()) {
      if (later) {
        trial.rotate();
        trial.revive();
      }
      VersionId version = trial.begin();
      death.of(trial);
      assertTrue(trial.dies(version), "the rotation did not come to the point");
      trial.revive();
      trial.assertNotLost();
      boolean again = second > 0 && diesAgain(trial, version, second);
      trial.rotate(version);
      trial.assertComplete(version);
      trial.rotate();
      trial.assertWellBehaved();
      trial.forgetAccount();
      return again;
    }
  }

  private boolean diesAgain(Trial<C> trial, VersionId version, int point) throws Exception {
    trial.mortalAfter(point);
    boolean died = trial.dies(version);
    trial.revive();
    trial.assertNotLost();
    return died;
  }
}
