package dev.keyturn.cli.demo;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.local.events.ServiceEvent;
import dev.keyturn.local.events.ServiceObserver;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Keeps what the service and its function tell until the demo has told it on. */
final class RotationFeed implements ServiceObserver {

  private static final Duration LONGEST_STEP = Duration.ofSeconds(40);
  private static final Duration LOG_DELAY = Duration.ofSeconds(2);

  private final BlockingQueue<ServiceEvent> events = new LinkedBlockingQueue<>();
  private final BlockingQueue<StepFigures> figures = new LinkedBlockingQueue<>();

  /**
   * What the function's log says of a step.
   *
   * @param step its name
   * @param calls calls to Secrets Manager
   * @param logins logins tried
   * @param rejected logins rejected
   */
  record StepFigures(String step, int calls, int logins, int rejected) {

    static final StepFigures NONE = new StepFigures("", 0, 0, 0);

    StepFigures plus(StepFigures other) {
      return new StepFigures(
          step, calls + other.calls, logins + other.logins, rejected + other.rejected);
    }
  }

  @Override
  public void observed(ServiceEvent event) {
    if (event instanceof ServiceEvent.FunctionLog log) {
      parsed(log.line()).ifPresent(figures::add);
    } else if (!(event instanceof ServiceEvent.ApiCall)) {
      events.add(event);
    }
  }

  /** Waits for what happens next. */
  ServiceEvent next() throws InterruptedException {
    ServiceEvent event = events.poll(LONGEST_STEP.toMillis(), TimeUnit.MILLISECONDS);
    if (event == null) {
      throw new IllegalStateException(
          "nothing has happened for %d s; this machine may be too busy for the demo"
              .formatted(LONGEST_STEP.toSeconds()));
    }
    return event;
  }

  /** The figures of a step that has ended; its log line may come a moment after its answer. */
  Optional<StepFigures> figuresOf(String step) throws InterruptedException {
    StepFigures found = figures.poll(LOG_DELAY.toMillis(), TimeUnit.MILLISECONDS);
    while (found != null && !found.step().equals(step)) {
      found = figures.poll(LOG_DELAY.toMillis(), TimeUnit.MILLISECONDS);
    }
    return Optional.ofNullable(found);
  }

  private static Optional<StepFigures> parsed(String line) {
    try {
      if (line.startsWith("{")) {
        Map<String, Object> members = JSON.std.mapFrom(line);
        return Optional.of(
            new StepFigures(
                String.valueOf(members.get("step")),
                number(members.get("awsCalls")),
                number(members.get("logins")),
                number(members.get("rejectedLogins"))));
      }
    } catch (IOException e) {
      // Another line of the function's log, which is not for us.
    }
    return Optional.empty();
  }

  private static int number(@Nullable Object value) {
    return value instanceof Number number ? number.intValue() : 0;
  }
}
