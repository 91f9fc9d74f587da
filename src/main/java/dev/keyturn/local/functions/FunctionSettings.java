package dev.keyturn.local.functions;

import dev.keyturn.secret.SecretStore;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What a function gets from the service that invokes it.
 *
 * @param name its name
 * @param variables its environment variables
 * @param timeout how long an invocation may take
 * @param endpoint where this service listens, once it does
 * @param store this service, for functions in this JVM
 * @param keys makes keys of the function's role, for each child process its own
 * @param log takes the lines that it writes
 */
public record FunctionSettings(
    String name,
    Map<String, String> variables,
    Duration timeout,
    Supplier<URI> endpoint,
    SecretStore store,
    Supplier<SandboxKeys> keys,
    Consumer<String> log) {

  private static final int MILLIS = 3;

  /** What an invocation that took too long has failed with. */
  String timedOut() {
    return "the function took longer than its timeout of %s s"
        .formatted(
            BigDecimal.valueOf(timeout.toMillis(), MILLIS).stripTrailingZeros().toPlainString());
  }
}
