package dev.keyturn.local.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.local.rotation.FunctionException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lambda's Runtime API as a runtime client of any language finds it, garbage included. */
class RuntimeApiTest {

  private static final String ARN = "arn:aws:lambda:eu-west-1:123456789012:function:F";

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> initFailures = new CopyOnWriteArrayList<>();
  private RuntimeApi api;

  @BeforeEach
  void start() throws IOException {
    api = new RuntimeApi(initFailures::add);
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void handsTheInvocationOver() throws Exception {
    PendingInvocation invocation = offer();

    HttpResponse<String> next = next();

    assertThat(next.statusCode()).isEqualTo(200);
    assertThat(next.body()).isEqualTo("{\"Step\":\"setSecret\"}");
    assertThat(header(next, "Lambda-Runtime-Aws-Request-Id")).isEqualTo(invocation.id());
    assertThat(header(next, "Lambda-Runtime-Invoked-Function-Arn")).isEqualTo(ARN);
    long deadline = Long.parseLong(header(next, "Lambda-Runtime-Deadline-Ms"));
    assertThat(Duration.between(Instant.now(), Instant.ofEpochMilli(deadline)))
        .isBetween(Duration.ofSeconds(20), Duration.ofSeconds(30));
  }

  @ParameterizedTest
  @CsvSource({"null", "''", "not JSON at all"})
  void anyResponseIsSuccess(String response) throws Exception {
    PendingInvocation invocation = offer();
    next();

    assertThat(post("invocation/" + invocation.id() + "/response", response)).isEqualTo(202);

    assertThatCode(invocation::await).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'errorType':'ValueError','errorMessage':'no luck'} | ValueError: no luck",
        "{'errorType':'ValueError','errorMessage':null} | ValueError",
        "{'errorType':'ValueError'} | ValueError",
        "{'errorMessage':'no luck'} | Error: no luck",
        "{} | Error",
        "{'errorType':'dev.keyturn.rotation.RotationException','errorMessage':'whole'} | whole",
        "Traceback | the function reported an error that is not JSON: Traceback",
        "[1] | the function reported an error that is not JSON: [1]",
        "`` | the function reported an error that is not JSON",
      })
  void anErrorIsAFailureInItsOwnWords(String error, String failure) throws Exception {
    PendingInvocation invocation = offer();
    next();

    assertThat(post("invocation/" + invocation.id() + "/error", error.replace('\'', '"')))
        .isEqualTo(202);

    assertThatThrownBy(invocation::await).isInstanceOf(FunctionException.class).hasMessage(failure);
  }

  @Test
  void anAnswerToAnotherInvocationIsNone() throws Exception {
    PendingInvocation invocation = new PendingInvocation(ARN, "{}", Duration.ofMillis(200));
    api.offer(invocation);
    next();

    assertThat(post("invocation/00000000-0000-4000-8000-000000000000/response", "null"))
        .isEqualTo(404);
    assertThat(post("invocation/" + invocation.id(), "null")).isEqualTo(404);
    assertThat(post("anything", "null")).isEqualTo(404);

    assertThatThrownBy(invocation::await).isInstanceOf(TimeoutException.class);
  }

  @Test
  void aFailedStartIsTold() throws Exception {
    assertThat(post("init/error", "{\"errorType\":\"ImportError\",\"errorMessage\":\"no app\"}"))
        .isEqualTo(202);

    assertThat(initFailures).containsExactly("ImportError: no app");
  }

  private PendingInvocation offer() {
    PendingInvocation invocation =
        new PendingInvocation(ARN, "{\"Step\":\"setSecret\"}", Duration.ofSeconds(30));
    api.offer(invocation);
    return invocation;
  }

  private HttpResponse<String> next() throws Exception {
    return http.send(
        HttpRequest.newBuilder(uri("invocation/next")).build(), BodyHandlers.ofString());
  }

  private int post(String path, String body) throws Exception {
    return http.send(
            HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body)).build(),
            BodyHandlers.ofString())
        .statusCode();
  }

  private URI uri(String path) {
    return URI.create("http://" + api.address() + "/2018-06-01/runtime/" + path);
  }

  private static String header(HttpResponse<?> response, String name) {
    return response.headers().firstValue(name).orElseThrow();
  }
}
