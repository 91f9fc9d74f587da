package dev.keyturn.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.keyturn.credential.Credential;
import dev.keyturn.rotation.Step;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.secret.VersionId;
import dev.keyturn.testkit.FaultInjector.Moment;
import dev.keyturn.testkit.FaultInjector.ProcessDeath;
import dev.keyturn.testkit.FaultProxy.Fate;
import dev.keyturn.testkit.FaultProxy.Turn;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * Many rotations of one secret, of which every second one is disturbed at a random place: the
 * process dies, a connection is reset, nothing comes back, or an answer takes its time. A client
 * logs in all the while.
 */
final class Reliability<C extends Credential<C>> {

  private static final int ATTEMPTS = 5;
  private static final Duration TIME = Duration.ofMillis(2500);
  private static final long SLOW_MILLIS = 100;
  private static final ProofTable TABLE =
      new ProofTable("| service | seed | rotations | disturbed |");

  private final RotatorContract<C> contract;
  private final long seed;
  private final Random random;
  private final Gaps calm = new Gaps();
  private final Gaps hit = new Gaps();
  private int disturbed;
  private int retried;
  private int stuck;

  Reliability(RotatorContract<C> contract, long seed) {
    this.contract = contract;
    this.seed = seed;
    this.random = new Random(seed);
  }

  void run(int rotations) throws Exception {
    System.out.printf("%s: seed %d%n", contract.subject(), seed);
    try (Trial<C> trial = contract.trial()) {
      trial.variable("PROMPT_PROMOTION", "true");
      trial.rotate();
      trial.revive();
      Life life = trial.life();
      trial.rotate();
      int points = life.points().size();
      List<Turn> turns = trial.proxy().answered();
      try (Client<C> client = new Client<>(trial::current, contract::logsIn, Duration.ZERO)) {
        for (int i = 0; i < rotations; i++) {
          (rotate(trial, points, turns) ? hit : calm).add(client.gap());
        }
        report(trial, rotations, client.experience());
      }
    }
  }

  /** Whether the rotation was disturbed. */
  private boolean rotate(Trial<C> trial, int points, List<Turn> turns) throws Exception {
    VersionId version = trial.begin();
    boolean disturbs = random.nextBoolean();
    if (disturbs) {
      disturbed++;
      disturb(trial, points, turns);
    }
    int attempt = 1;
    while (!succeeds(trial, version) && attempt < ATTEMPTS) {
      attempt++;
      trial.revive();
      trial.assertNotLost();
    }
    trial.revive();
    retried += attempt > 1 ? 1 : 0;
    stuck += trial.isComplete(version) ? 0 : 1;
    return disturbs;
  }

  private void disturb(Trial<C> trial, int points, List<Turn> turns) {
    if (random.nextBoolean()) {
      trial.mortal(1 + random.nextInt(points));
      return;
    }
    Turn turn = turns.get(random.nextInt(turns.size()));
    Moment moment = turn.moments().get(random.nextInt(turn.moments().size()));
    int kind = random.nextInt(10);
    trial.proxy().tap((at, when) -> at.equals(turn) && when == moment ? fate(kind) : Fate.PASS);
  }

  /** Waiting in vain is rare, since it takes the whole time of an invocation. */
  private static Fate fate(int kind) {
    return switch (kind) {
      case 0 -> Fate.BLACKHOLE;
      case 1, 2, 3 -> {
        Cases.pause(SLOW_MILLIS);
        yield Fate.PASS;
      }
      default -> Fate.RESET;
    };
  }

  private boolean succeeds(Trial<C> trial, VersionId version) {
    try {
      for (Step step : Step.values()) {
        if (trial.run(step, version, trial.life(), TIME).failure() != null) {
          return false;
        }
      }
      return true;
    } catch (ProcessDeath e) {
      return false;
    }
  }

  private void report(Trial<C> trial, int rotations, Client.Experience client) throws Exception {
    int lockouts = trial.lockouts();
    TABLE.put(
        contract.subject(),
        String.valueOf(seed),
        String.valueOf(rotations),
        String.valueOf(disturbed),
        String.valueOf(retried),
        String.valueOf(stuck),
        String.valueOf(lockouts),
        "%d of %d".formatted(client.failures(), client.logins()),
        calm.words(),
        hit.words());
    assertEquals(0, stuck, "rotations that ended stuck");
    assertEquals(0, lockouts, "lockouts");
    assertEquals(true, trial.logsIn(StagingLabel.CURRENT), "AWSCURRENT logs in");
    if (contract.clientsNoticeNothing()) {
      assertEquals(0, client.failures(), "failed logins of the client");
    }
  }
}
