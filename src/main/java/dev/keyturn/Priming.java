package dev.keyturn;

import dev.keyturn.aws.AwsSecretStore;
import java.time.Duration;
import java.util.List;

/**
 * Does while the function is initialised, when Lambda gives it a whole processor or more, what the
 * first event would otherwise wait for: one request to Secrets Manager, the loading of classes, and
 * the calls of a rotation, which nobody hears.
 *
 * <p>Nothing here is needed, so nothing that goes wrong here is told: whatever it is, the first
 * step meets it again, and says it better.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html">The
 *     phases of a function's life</a>
 */
final class Priming {

  /**
   * Lambda gives initialisation ten seconds, and an endpoint that is out of reach takes them all.
   */
  private static final Duration LONGEST_CALL = Duration.ofSeconds(3);

  /** For a request that ends at its limit to be over: a step must not meet it. */
  private static final Duration END = Duration.ofSeconds(1);

  /** The quick compiler takes what has run two hundred times. */
  private static final int OFTEN = 200;

  /** Each opens a connection and closes it, which takes much code many times. */
  static final int SOME = 20;

  private final AwsSecretStore store;
  private final Class<?> handler;
  private final Duration longestCall;

  Priming(AwsSecretStore store, Class<?> handler) {
    this(store, handler, LONGEST_CALL);
  }

  Priming(AwsSecretStore store, Class<?> handler, Duration longestCall) {
    this.store = store;
    this.handler = handler;
    this.longestCall = longestCall;
  }

  /** As long as the first event waits for it; leaves a connection open for that. */
  void beforeTheFirstEvent() {
    run(1, true, 1);
  }

  /** While nobody waits; leaves no connection open, which would be dead after a restore. */
  void beforeASnapshot() {
    run(SOME, false, OFTEN);
  }

  /**
   * Takes what the classes take; a slow service makes it the time limit and a second longer at
   * most, and the calls without a network no longer than that limit.
   */
  private void run(int requests, boolean keepConnection, int rotations) {
    Thread call =
        new Thread(() -> store.prime(requests, keepConnection, longestCall), "keyturn-priming");
    call.setDaemon(true);
    call.start();
    List<Class<?>> classes = PrimedClasses.load(handler);
    try {
      call.join(longestCall.plus(END).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!call.isAlive()) {
      PrimedClasses.initialize(classes);
      AwsSecretStore.primeCalls(rotations, longestCall);
    }
  }
}
