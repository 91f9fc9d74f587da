package dev.keyturn.local.rotation;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.local.events.ServiceEvent;
import dev.keyturn.local.events.ServiceObserver;
import dev.keyturn.rotation.Step;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Invokes the function for single steps, and tells the observer of each. */
final class Attempt {

  private final RotationRun run;
  private final int number;
  private final RotationFunctions functions;
  private final InstantSource clock;
  private final ServiceObserver observer;

  Attempt(
      RotationRun run,
      int number,
      RotationFunctions functions,
      InstantSource clock,
      ServiceObserver observer) {
    this.run = run;
    this.number = number;
    this.functions = functions;
    this.clock = clock;
    this.observer = observer;
  }

  void invoke(Step step) throws FunctionException, InterruptedException {
    Instant start = clock.instant();
    observer.observed(
        new ServiceEvent.StepStarted(start, run.arn(), run.version(), step.toString(), number));
    try {
      functions.invoke(run.functionArn(), run.key().scope(), event(step));
      ended(step, start, null);
    } catch (FunctionException e) {
      ended(step, start, String.valueOf(e.getMessage()));
      throw e;
    } catch (RuntimeException e) {
      FunctionException failure = new FunctionException("the function cannot be invoked: " + e, e);
      ended(step, start, String.valueOf(failure.getMessage()));
      throw failure;
    }
  }

  private void ended(Step step, Instant start, @Nullable String error) {
    Instant now = clock.instant();
    observer.observed(
        new ServiceEvent.StepEnded(
            now,
            run.arn(),
            run.version(),
            step.toString(),
            number,
            Duration.between(start, now),
            error));
  }

  private String event(Step step) {
    Map<String, String> event = new LinkedHashMap<>();
    event.put("Step", step.toString());
    event.put("SecretId", run.arn());
    event.put("ClientRequestToken", run.version());
    event.put("RotationToken", run.token().text());
    try {
      return JSON.std.asString(event);
    } catch (IOException e) {
      throw new UncheckedIOException("writing JSON to memory", e);
    }
  }
}
