package dev.keyturn.local.functions;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.local.functions.FunctionError.ReportedException;
import dev.keyturn.local.rotation.FunctionException;
import dev.keyturn.local.secrets.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;

/**
 * A function whose every end is a payload, as the Invoke API has it.
 *
 * @param function the function
 * @param name its name
 * @param scope the account and the region that it runs in
 */
record InvokedFunction(RunnableFunction function, String name, Scope scope)
    implements AutoCloseable {

  /**
   * What an invocation came to.
   *
   * @param payload what the function answered, or its error
   * @param failed which of them
   */
  record Answer(String payload, boolean failed) {}

  Answer call(String event) {
    try {
      byte[] payload = function.invoke(scope, arn(name), event);
      return new Answer(new String(payload, StandardCharsets.UTF_8), false);
    } catch (ReportedException e) {
      return new Answer(e.payload(), true);
    } catch (FunctionException e) {
      boolean late = e.getCause() instanceof TimeoutException;
      return failure(late ? "Sandbox.Timedout" : "Runtime.ExitError", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failure("Runtime.ExitError", e);
    }
  }

  private static Answer failure(String type, Exception failure) {
    Map<String, String> error = new LinkedHashMap<>();
    error.put("errorMessage", String.valueOf(failure.getMessage()));
    error.put("errorType", type);
    try {
      return new Answer(JSON.std.asString(error), true);
    } catch (IOException e) {
      throw new UncheckedIOException("writing JSON to memory", e);
    }
  }

  /** The ARN of a function of this account and region. */
  String arn(String function) {
    return "arn:%s:lambda:%s:%s:function:%s"
        .formatted(scope.partition(), scope.region(), scope.account(), function);
  }

  @Override
  public void close() {
    function.close();
  }
}
