package dev.keyturn.local.protocol;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.local.protocol.Dispatcher.Response;
import dev.keyturn.local.threads.DaemonThreads;
import dev.keyturn.local.time.ServiceClock;
import dev.keyturn.local.time.VirtualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Advances a virtual clock for whoever asks at {@value #PATH}: {@code {"advance":"PT1H"}}, an ISO
 * 8601 duration. The answer comes when everything has ended that fell due, and tells the time.
 */
public final class ClockControl {

  /** Where the clock is. */
  public static final String PATH = "/_keyturn/clock";

  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int CONFLICT = 409;
  private static final int UNAVAILABLE = 503;

  private final @Nullable VirtualClock clock;

  private ClockControl(@Nullable VirtualClock clock) {
    this.clock = clock;
  }

  /**
   * Controls a clock.
   *
   * @param clock the service's
   * @return a control, which refuses to advance the system's clock
   */
  public static ClockControl of(ServiceClock clock) {
    return new ClockControl(clock instanceof VirtualClock virtual ? virtual : null);
  }

  CompletableFuture<Response> answer(byte[] body) {
    if (clock == null) {
      return answered(
          CONFLICT,
          "message",
          "The clock is the system's. Serve with --clock virtual to advance it.");
    }
    Duration time = time(body);
    if (time == null || time.isNegative()) {
      return answered(
          BAD_REQUEST,
          "message",
          "The body must be {\"advance\":\"PT1H\"}, with an ISO 8601 duration that is not"
              + " negative.");
    }
    CompletableFuture<Response> answer = new CompletableFuture<>();
    DaemonThreads.of("keyturn-advance", () -> answer.complete(advanced(clock, time))).start();
    return answer;
  }

  private static @Nullable Duration time(byte[] body) {
    try {
      return JSON.std.anyFrom(body) instanceof Map<?, ?> members
              && members.get("advance") instanceof String text
          ? Duration.parse(text)
          : null;
    } catch (IOException | DateTimeParseException e) {
      return null;
    }
  }

  private static Response advanced(VirtualClock clock, Duration time) {
    try {
      clock.advance(time);
      return response(OK, "time", clock.instant().toString());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return response(UNAVAILABLE, "message", "The service is ending.");
    } catch (ArithmeticException | DateTimeException e) {
      return response(BAD_REQUEST, "message", "No clock goes as far as that.");
    }
  }

  private static CompletableFuture<Response> answered(int status, String name, String value) {
    return CompletableFuture.completedFuture(response(status, name, value));
  }

  private static Response response(int status, String name, String value) {
    try {
      return new Response(status, JSON.std.asString(Map.of(name, value)));
    } catch (IOException e) {
      throw new UncheckedIOException("writing JSON to memory", e);
    }
  }
}
