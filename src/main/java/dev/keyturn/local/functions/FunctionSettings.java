package dev.keyturn.local.functions;

import dev.keyturn.secret.SecretStore;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What a function gets from the service that invokes it.
 *
 * @param name its name
 * @param variables its environment variables
 * @param timeout how long an invocation may take
 * @param endpoint where this service listens, once it does
 * @param store this service, for functions in this JVM; null where none can be
 * @param keys makes keys of the function's role, for each child process its own
 * @param log takes the lines that it writes
 */
public record FunctionSettings(
    String name,
    Map<String, String> variables,
    Duration timeout,
    Supplier<URI> endpoint,
    @Nullable SecretStore store,
    Supplier<SandboxKeys> keys,
    Consumer<String> log) {

  private static final int MILLIS = 3;

  FunctionSettings withVariables(Map<String, String> replacement) {
    return new FunctionSettings(name, replacement, timeout, endpoint, store, keys, log);
  }

  /** What an invocation that took too long has failed with. */
  String timedOut() {
    return "the function took longer than its timeout of " + seconds(timeout);
  }

  /** A time as a message has it. */
  static String seconds(Duration time) {
    return BigDecimal.valueOf(time.toMillis(), MILLIS).stripTrailingZeros().toPlainString() + " s";
  }
}
