package dev.keyturn.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an embedded Secrets Manager tells while it rotates. AWS tells nothing of the kind, and
 * neither does any other service; then the feed is empty.
 */
final class EventFeed implements AutoCloseable {

  private static final String DATA = "data: ";
  private static final int OK = 200;
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(2);

  private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
  private final @Nullable Stream<String> body;
  private boolean over;

  private EventFeed(@Nullable Stream<String> body) {
    this.body = body;
    if (body != null) {
      Thread reader = new Thread(() -> read(body), "keyturn-events");
      reader.setDaemon(true);
      reader.start();
    }
  }

  static EventFeed open(@Nullable URI endpoint) {
    if (endpoint == null) {
      return new EventFeed(null);
    }
    HttpRequest request =
        HttpRequest.newBuilder(endpoint.resolve("/_keyturn/events"))
            .timeout(Duration.ofSeconds(2))
            .build();
    CompletableFuture<HttpResponse<Stream<String>>> answer =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .build()
            .sendAsync(request, BodyHandlers.ofLines());
    try {
      HttpResponse<Stream<String>> response = answer.join();
      return new EventFeed(response.statusCode() == OK ? response.body() : null);
    } catch (CompletionException e) {
      return new EventFeed(null);
    }
  }

  private void read(Stream<String> stream) {
    try {
      stream.filter(line -> line.startsWith(DATA)).forEach(lines::add);
    } catch (UncheckedIOException e) {
      // The service ended; whoever follows sees that by itself.
    }
  }

  /** Tells what has happened to a rotation since, and returns why it failed, if it did. */
  String tell(String arn, String version, Consumer<String> progress) throws IOException {
    String failure = "";
    for (String line = lines.poll(); line != null; line = lines.poll()) {
      Map<String, Object> event = JSON.std.mapFrom(line.substring(DATA.length()));
      if (arn.equals(event.get("secret")) && version.equals(event.get("version"))) {
        progress.accept(sentence(event));
        switch (String.valueOf(event.get("type"))) {
          case "RotationSucceeded" -> over = true;
          case "RotationFailed", "RotationAbandoned" -> {
            over = true;
            failure = String.valueOf(event.get("cause"));
          }
          default -> {
            // It goes on.
          }
        }
      }
    }
    return failure;
  }

  /** Tells what is still to come of a rotation that is over: labels can be faster than events. */
  void tellRest(String arn, String version, Consumer<String> progress)
      throws IOException, InterruptedException {
    Instant end = Instant.now().plus(LONGEST_DELAY);
    while (body != null && !over && Instant.now().isBefore(end)) {
      Thread.sleep(POLL.toMillis());
      tell(arn, version, progress);
    }
  }

  private static String sentence(Map<String, Object> event) {
    String cause = event.containsKey("cause") ? ": " + event.get("cause") : "";
    if (!event.containsKey("step")) {
      return event.get("type") + cause;
    }
    String time = event.containsKey("milliseconds") ? ", " + event.get("milliseconds") + " ms" : "";
    return "  %s %s, attempt %s%s%s"
        .formatted(event.get("step"), word(event.get("type")), event.get("attempt"), time, cause);
  }

  private static String word(@Nullable Object type) {
    return switch (String.valueOf(type)) {
      case "StepStarted" -> "starts";
      case "StepSucceeded" -> "succeeded";
      default -> "failed";
    };
  }

  @Override
  public void close() {
    if (body != null) {
      body.close();
    }
  }
}
