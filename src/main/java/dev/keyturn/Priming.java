package dev.keyturn;

import dev.keyturn.aws.AwsSecretStore;
import java.time.Duration;
import java.util.List;

/**
 * Does while the function is initialised, when Lambda gives it a whole processor or more, what the
 * first event would otherwise wait for: one request to Secrets Manager, and the loading of classes.
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

  private final AwsSecretStore store;
  private final Class<?> handler;

  Priming(AwsSecretStore store, Class<?> handler) {
    this.store = store;
    this.handler = handler;
  }

  /**
   * Takes as long as the classes do, and if the request is slower, its time limit more and a
   * second, at most.
   */
  void run(boolean keepConnection) {
    Thread call = new Thread(() -> store.prime(keepConnection, LONGEST_CALL), "keyturn-priming");
    call.setDaemon(true);
    call.start();
    List<Class<?>> classes = PrimedClasses.load(handler);
    try {
      call.join(LONGEST_CALL.plus(END).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!call.isAlive()) {
      PrimedClasses.initialize(classes);
    }
  }
}
