package dev.keyturn.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.keyturn.credential.Credential;
import java.time.Duration;

/** What clients notice of rotations that nothing disturbs. */
final class Outage<C extends Credential<C>> {

  /** AWS's caching libraries keep a value for a time that their user sets. */
  private static final Duration CACHED = Duration.ofSeconds(1);

  /**
   * A rotation takes longer here than where there are faults, for the sake of the second client.
   */
  private static final int SHARE = 10;

  private static final int FEW = 2;

  private static final ProofTable TABLE =
      new ProofTable("| service | prompt promotion | rotations |");

  private final RotatorContract<C> contract;
  private final int rotations;
  private final boolean measured;

  Outage(RotatorContract<C> contract) {
    this.contract = contract;
    this.measured = contract.measures();
    this.rotations = measured ? Math.max(1, contract.rotations() / SHARE) : FEW;
  }

  void run(boolean prompt) throws Exception {
    try (Trial<C> trial = contract.trial()) {
      trial.variable("PROMPT_PROMOTION", String.valueOf(prompt));
      trial.rotate();
      // Shorter when nobody measures, so that nobody waits.
      Duration keep = measured ? CACHED : CACHED.dividedBy(10);
      try (Client<C> uncached = new Client<>(trial::current, contract::logsIn, Duration.ZERO);
          Client<C> cached = new Client<>(trial::current, contract::logsIn, keep)) {
        for (int i = 0; i < rotations; i++) {
          uncached.awaitLogins(3);
          trial.rotate();
          int reads = cached.reads();
          Thread.sleep(keep.plus(keep.dividedBy(2)).toMillis());
          // Until it reads again, a login with what was current before may be under way.
          cached.awaitReads(reads + 1);
        }
        uncached.awaitLogins(3);
        cached.awaitLogins(3);
        report(prompt, uncached.experience(), cached.experience());
      }
    }
  }

  private void report(boolean prompt, Client.Experience uncached, Client.Experience cached) {
    TABLE.put(
        contract.subject() + " | " + (prompt ? "on" : "off"),
        String.valueOf(rotations),
        uncached.words(),
        cached.words());
    if (contract.clientsNoticeNothing()) {
      assertEquals(0, uncached.failures(), "failed logins of a client that reads each time");
      assertEquals(0, cached.failures(), "failed logins of a client that keeps what it read");
    }
  }
}
