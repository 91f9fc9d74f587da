package dev.keyturn.local.functions;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.local.auth.OpenAccess;
import dev.keyturn.local.secrets.Scope;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A function over the Invoke API, as AWS answers. */
@Timeout(60)
class InvokeApiTest {

  private static final Scope SCOPE = new Scope(Scope.DEFAULT_ACCOUNT, "eu-west-1");
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final String PATH = "/2015-03-31/functions/Probe/invocations";
  private static final List<String> LOG = new CopyOnWriteArrayList<>();

  private static InvokeApi api;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void listen() throws IOException {
    api = api(new InetSocketAddress(LOOPBACK, 0), 30, Map.of());
  }

  @AfterAll
  static void close() {
    api.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Probe",
        "Probe:live",
        "Probe%3A$LATEST",
        "123456789012:function:Probe",
        "arn:aws:lambda:eu-west-1:123456789012:function:Probe",
        "arn%3Aaws%3Alambda%3Aeu-west-1%3A123456789012%3Afunction%3AProbe%3Alive"
      })
  void aFunctionIsKnownByItsNameAndItsArn(String name) throws Exception {
    HttpResponse<String> answer =
        post("/2015-03-31/functions/" + name + "/invocations", "\"context\"");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).as("as the function wrote it").isEqualTo("not JSON");
    assertThat(answer.headers().map()).doesNotContainKey("x-amz-function-error");
    assertThat(header(answer, "X-Amz-Executed-Version")).isEqualTo("$LATEST");
    assertThat(header(answer, "x-amzn-RequestId")).isNotEmpty();
    awaitLog("Probe arn:aws:lambda:eu-west-1:123456789012:function:Probe true request");
  }

  @Test
  void anErrorIsAnAnswer() throws Exception {
    HttpResponse<String> answer = post(PATH, "\"throw\"");

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(header(answer, "X-Amz-Function-Error")).isEqualTo("Unhandled");
    assertThat(answer.body())
        .contains("\"errorMessage\":\"it said so\"")
        .contains("\"errorType\":\"java.lang.IllegalArgumentException\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "exit | the function's process ended with exit code 3 | Runtime.ExitError",
        "sleep | the function took longer than its timeout of 1 s | Sandbox.Timedout"
      })
  void soIsAnEndWithoutOne(String event, String message, String type) throws Exception {
    try (InvokeApi quick = api(new InetSocketAddress(LOOPBACK, 0), 1, Map.of())) {
      HttpResponse<String> answer =
          send(
              HttpRequest.newBuilder(uri(quick, PATH))
                  .POST(BodyPublishers.ofString("\"" + event + "\"")));

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(header(answer, "X-Amz-Function-Error")).isEqualTo("Unhandled");
      assertThat(answer.body())
          .isEqualTo("{\"errorMessage\":\"%s\",\"errorType\":\"%s\"}".formatted(message, type));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST | /2015-03-31/functions/Other/invocations | {} | 404 | ResourceNotFoundException | Function not found: arn:aws:lambda:eu-west-1:123456789012:function:Other",
        "POST | /2015-03-31/functions/Probe | {} | 404 | UnknownOperationException | there is only the Invoke API",
        "GET | /2015-03-31/functions/Probe/invocations | '' | 405 | UnknownOperationException | Invoke takes POST",
        "POST | /2015-03-31/functions/Probe/invocations | {a | 400 | InvalidRequestContentException | Could not parse request body into json",
      })
  void whatIsNoInvocationIsRefused(
      String method, String path, String body, int status, String type, String message)
      throws Exception {
    HttpResponse<String> answer =
        send(HttpRequest.newBuilder(uri(path)).method(method, BodyPublishers.ofString(body)));

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(header(answer, "x-amzn-ErrorType")).isEqualTo(type);
    assertThat(answer.body())
        .isEqualTo("{\"Type\":\"User\",\"Message\":\"%s\"}".formatted(message));
  }

  @Test
  void anEventHasSixMegabytesAtMost() throws Exception {
    int largest = 6 * 1024 * 1024;

    assertThat(post(PATH, "\"" + "x".repeat(largest - 2) + "\"").statusCode()).isEqualTo(200);
    HttpResponse<String> answer = post(PATH, "\"" + "x".repeat(largest - 1) + "\"");

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body())
        .isEqualTo(
            "{\"Type\":\"User\",\"Message\":\"Request must be smaller than 6291456 bytes for the"
                + " InvokeFunction operation\"}");
  }

  @Test
  void anInvocationMayBeDryOrNotWaitedFor() throws Exception {
    HttpResponse<String> dry = typed("DryRun", "\"exit\"");
    assertThat(dry.statusCode()).isEqualTo(204);
    assertThat(dry.body()).isEmpty();

    HttpResponse<String> event = typed("Event", "\"spawn\"");
    assertThat(event.statusCode()).isEqualTo(202);
    assertThat(event.body()).isEmpty();
    awaitLog("spawned ");

    assertThat(typed("Other", "{}").statusCode()).isEqualTo(400);
  }

  @Test
  void anEmptyEventIsAnEmptyObject() throws Exception {
    assertThat(post(PATH, "").statusCode()).isEqualTo(200);
    awaitLog("märchen €");
  }

  @Test
  void nothingListensForAFunctionThatCannotStart() throws IOException {
    int port;
    try (ServerSocket taken = new ServerSocket(0, 1, LOOPBACK)) {
      port = taken.getLocalPort();
      assertThatThrownBy(() -> api(new InetSocketAddress(LOOPBACK, port), 1, Map.of()))
          .isInstanceOf(BindException.class);
    }
    assertThatThrownBy(
            () -> api(InetSocketAddress.createUnresolved("nowhere.invalid", 0), 1, Map.of()))
        .isInstanceOf(BindException.class)
        .hasMessage("the name is not known");

    assertThatThrownBy(
            () -> api(new InetSocketAddress(LOOPBACK, port), 1, Map.of("FAIL_AT_START", "yes")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("function Probe cannot start: ");
    // It may not be free any more: connections of other processes have ports, too.
    assertThatThrownBy(() -> new Socket(LOOPBACK, port).close())
        .isInstanceOf(ConnectException.class);
  }

  private static InvokeApi api(
      InetSocketAddress address, int timeout, Map<String, String> variables) throws IOException {
    return InvokeApi.listen(
        address,
        FunctionTarget.parse("process:" + ProbeHandler.class.getName()),
        new FunctionSettings(
            "Probe",
            variables,
            Duration.ofSeconds(timeout),
            () -> URI.create("http://127.0.0.1:4599"),
            null,
            new OpenAccess()::open,
            LOG::add),
        SCOPE,
        LOG::add);
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send(HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> typed(String type, String body) throws Exception {
    return send(
        HttpRequest.newBuilder(uri(PATH))
            .header("X-Amz-Invocation-Type", type)
            .POST(BodyPublishers.ofString(body)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return http.send(request.build(), BodyHandlers.ofString(UTF_8));
  }

  private static URI uri(String path) {
    return uri(api, path);
  }

  private static URI uri(InvokeApi api, String path) {
    return URI.create("http://127.0.0.1:" + api.port() + path);
  }

  private static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElseThrow();
  }

  private static void awaitLog(String prefix) throws InterruptedException {
    Instant deadline = Instant.now().plusSeconds(10);
    while (LOG.stream().noneMatch(line -> line.startsWith(prefix))) {
      assertThat(Instant.now()).as("%s in %s", prefix, LOG).isBefore(deadline);
      Thread.sleep(5);
    }
  }
}
