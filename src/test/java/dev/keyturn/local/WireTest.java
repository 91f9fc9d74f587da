package dev.keyturn.local;

import static dev.keyturn.local.Wire.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire, to the header and the digit. */
@Timeout(30)
class WireTest {

  private static final TestClock CLOCK = new TestClock(Instant.parse("2026-11-24T10:15:30.250Z"));
  private static EmbeddedSecretsManager service;
  private static Wire wire;

  @BeforeAll
  static void start() throws IOException {
    service = EmbeddedSecretsManager.builder().clock(CLOCK).start();
    wire = new Wire(service.endpoint());
    wire.call("CreateSecret", "Name", "s", "SecretString", "v", "ClientRequestToken", token(1));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void anAnswerIsJson11WithARequestId() throws IOException {
    HttpResponse<String> first = wire.send("DescribeSecret", Map.of("SecretId", "s"));
    HttpResponse<String> second = wire.send("DescribeSecret", Map.of("SecretId", "s"));

    assertThat(first.statusCode()).isEqualTo(200);
    assertThat(header(first, "Content-Type")).isEqualTo("application/x-amz-json-1.1");
    assertThat(header(first, "x-amzn-RequestId")).matches("[0-9a-f-]{36}");
    assertThat(header(second, "x-amzn-RequestId")).isNotEqualTo(header(first, "x-amzn-RequestId"));
  }

  @Test
  void anErrorIsStatus400WithTypeAndMessage() throws IOException {
    HttpResponse<String> answer = wire.send("DescribeSecret", Map.of("SecretId", "nothing"));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(header(answer, "Content-Type")).isEqualTo("application/x-amz-json-1.1");
    assertThat(answer.body())
        .isEqualTo(
            "{\"__type\":\"ResourceNotFoundException\",\"Message\":\"Secrets Manager can't find the"
                + " specified secret.\"}");
  }

  /** A double of this size would be written as 1.79551533025E9. */
  @Test
  void timesAreSecondsWithAFraction() throws IOException {
    wire.call("GetSecretValue", "SecretId", "s");

    assertThat(wire.send("DescribeSecret", Map.of("SecretId", "s")).body())
        .contains(
            "\"CreatedDate\":1795515330.250,",
            "\"LastChangedDate\":1795515330.250,",
            "\"LastAccessedDate\":1795478400.000,");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "application/x-amz-json-1.1",
        "application/x-amz-json-1.1; charset=utf-8",
        "application/json"
      })
  void theContentTypeIsJson(String type) throws IOException {
    HttpResponse<String> answer =
        wire.send(
            wire.request("secretsmanager.DescribeSecret")
                .setHeader("Content-Type", type)
                .POST(BodyPublishers.ofString("{\"SecretId\":\"s\",\"Unknown\":[1,{}]}")));

    assertThat(answer.statusCode()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/x-amz-json-1.0",
        "application/xml; charset=utf-8",
      })
  void anotherContentTypeIsNoOperation(String type) throws IOException {
    HttpResponse<String> answer =
        wire.send(
            wire.request("secretsmanager.DescribeSecret")
                .setHeader("Content-Type", type)
                .POST(BodyPublishers.ofString("{\"SecretId\":\"s\"}")));

    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.body())
        .isEqualTo(
            "{\"__type\":\"UnknownOperationException\",\"Message\":\"The Content-Type of a request is"
                + " application/x-amz-json-1.1.\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      nullValues = "none",
      value = {
        "none | MissingAuthenticationTokenException: Missing Authentication Token",
        "`` | MissingAuthenticationTokenException: Missing Authentication Token",
      })
  void whoeverSignsNothingIsNotLetIn(String authorization, String answer) throws IOException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(service.endpoint().resolve("/"))
            .header("X-Amz-Target", "secretsmanager.DescribeSecret")
            .POST(BodyPublishers.ofString("{\"SecretId\":\"s\"}"));
    if (authorization != null) {
      request.header("Authorization", authorization);
    }

    assertThat(Wire.refusal(wire.send(request))).isEqualTo(answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Bearer abc", "AWS4-HMAC-SHA256 Credential=key", "Credential=key/20261124/x"})
  void aSignatureNeedsACredentialScope(String authorization) throws IOException {
    assertThat(
            Wire.refusal(
                wire.send(
                    wire.request("secretsmanager.DescribeSecret")
                        .setHeader("Authorization", authorization)
                        .POST(BodyPublishers.ofString("{\"SecretId\":\"s\"}")))))
        .isEqualTo(
            "IncompleteSignatureException: Authorization header requires 'Credential' parameter with"
                + " a credential scope.");
  }

  /** As other local services of AWS's have it. */
  @Test
  void anAccessKeyOfTwelveDigitsIsAnAccount() throws IOException {
    String other = Wire.AUTHORIZATION.replace("AKIAIOSFODNN7EXAMPLE", "210987654321");
    HttpRequest.Builder create =
        wire.request("secretsmanager.CreateSecret")
            .setHeader("Authorization", other)
            .POST(
                BodyPublishers.ofString(
                    "{\"Name\":\"theirs\",\"ClientRequestToken\":\"%s\"}"
                        .formatted(Wire.token(1))));

    String arn = (String) JSON.std.mapFrom(wire.send(create).body()).get("ARN");

    assertThat(arn).startsWith("arn:aws:secretsmanager:eu-west-1:210987654321:secret:theirs-");
    assertThat(wire.refusal("DescribeSecret", "SecretId", "theirs"))
        .isEqualTo("ResourceNotFoundException: Secrets Manager can't find the specified secret.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "secretsmanager.FlySecret",
        "secretsmanager.",
        "DescribeSecret",
        "dynamodb.DescribeSecret",
        "secretsmanager.describeSecret"
      })
  void anUnknownOperationIsRefused(String target) throws IOException {
    assertThat(Wire.refusal(wire.send(wire.request(target).POST(BodyPublishers.ofString("{}")))))
        .isEqualTo(
            "UnknownOperationException: The X-Amz-Target header names no operation; it looks like"
                + " secretsmanager.GetSecretValue.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | The request body is not a JSON object.",
        "{ | The request body is not a JSON object.",
        "hunter2 | The request body is not a JSON object.",
        "null | The request body is not a JSON object.",
        "[] | The request body is not a JSON object.",
        "`{\"SecretId\":\"s\"} hunter2` | The request body is not a JSON object.",
        "`{\"SecretId\":\"s\"}{}` | The request body is not a JSON object.",
        "`\"s\"` | The request body is not a JSON object.",
      })
  void whatIsNoJsonObjectIsRefusedWithoutQuotingIt(String body, String text) throws IOException {
    assertThat(
            Wire.refusal(
                wire.send(
                    wire.request("secretsmanager.DescribeSecret")
                        .POST(BodyPublishers.ofString(body)))))
        .isEqualTo("SerializationException: " + text);
  }

  @Test
  void textThatIsNotUtf8IsRefused() throws IOException {
    byte[] body = "{\"SecretId\":\"s?\"}".getBytes(StandardCharsets.US_ASCII);
    body[14] = (byte) 0xff;

    assertThat(
            Wire.refusal(
                wire.send(
                    wire.request("secretsmanager.DescribeSecret")
                        .POST(BodyPublishers.ofByteArray(body)))))
        .isEqualTo("SerializationException: The request body is not a JSON object.");
  }

  @Test
  void deepNestingIsRefused() throws IOException {
    String body = "{\"SecretId\":" + "[".repeat(400_000) + "]".repeat(400_000) + "}";

    assertThat(
            Wire.refusal(
                wire.send(
                    wire.request("secretsmanager.DescribeSecret")
                        .POST(BodyPublishers.ofString(body)))))
        .startsWith("SerializationException: ");
  }

  @Test
  void aValueOfEveryCharacterComesBackAsItWas() throws IOException {
    StringBuilder value = new StringBuilder();
    for (int character = 1; character < 0x3000; character += 7) {
      value.appendCodePoint(character);
    }
    value.append("\"\\/\b\f\n\r\t\u0000\u2028 €𝄞😀");

    wire.call(
        "CreateSecret",
        "Name",
        "every-character",
        "SecretString",
        value.toString(),
        "ClientRequestToken",
        token(1));

    assertThat(wire.call("GetSecretValue", "SecretId", "every-character").get("SecretString"))
        .isEqualTo(value.toString());
  }

  @ParameterizedTest
  @CsvSource({"65536, true", "65537, false"})
  void aValueHas65536BytesAtMost(int length, boolean fits) throws IOException {
    HttpResponse<String> answer =
        wire.send(
            "CreateSecret",
            Map.of(
                "Name",
                "long-" + length,
                "SecretString",
                "x".repeat(length),
                "ClientRequestToken",
                token(1)));

    assertThat(answer.statusCode()).isEqualTo(fits ? 200 : 400);
    if (!fits) {
      assertThat(Wire.refusal(answer))
          .isEqualTo(
              "ValidationException: 1 validation error detected: Value at 'secretString' failed to"
                  + " satisfy constraint: Member must have length less than or equal to 65536");
    }
  }

  @Test
  void aBodyThatIsTooLargeIsRefusedAndTheNextRequestIsNot() throws IOException {
    HttpResponse<String> answer =
        wire.send(
            wire.request("secretsmanager.CreateSecret")
                .POST(BodyPublishers.ofString("x".repeat(10_000_000))));

    assertThat(answer.statusCode()).isEqualTo(413);
    assertThat(answer.body())
        .isEqualTo(
            "{\"__type\":\"RequestEntityTooLargeException\",\"Message\":\"A request has 1048576 bytes at"
                + " most.\"}");
    assertThat(wire.call("DescribeSecret", "SecretId", "s")).containsEntry("Name", "s");
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /, 405, Every request is a POST.",
    "PUT, /, 405, Every request is a POST.",
    "POST, /secrets, 404, Every request is for /.",
    "GET, /_keyturn/nothing, 405, Every request is a POST.",
  })
  void everyRequestIsAPostForTheRoot(String method, String path, int status, String text)
      throws IOException {
    HttpResponse<String> answer =
        wire.send(
            HttpRequest.newBuilder(service.endpoint().resolve(path))
                .header("Authorization", Wire.AUTHORIZATION)
                .header("X-Amz-Target", "secretsmanager.DescribeSecret")
                .method(method, BodyPublishers.ofString("{\"SecretId\":\"s\"}")));

    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.body())
        .isEqualTo("{\"__type\":\"UnknownOperationException\",\"Message\":\"%s\"}".formatted(text));
  }

  @Test
  void eventsAreStreamedToWhoeverAsksFromThenOn() throws Exception {
    HttpResponse<Stream<String>> stream =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(service.endpoint() + "/_keyturn/events")).build(),
                BodyHandlers.ofLines());
    assertThat(stream.statusCode()).isEqualTo(200);
    assertThat(stream.headers().firstValue("Content-Type")).hasValue("text/event-stream");

    wire.call("DescribeSecret", "SecretId", "s");
    wire.refusal("GetSecretValue", "SecretId", "nothing");

    try (Stream<String> body = stream.body()) {
      Iterator<String> lines = body.iterator();
      assertThat(event(lines))
          .containsEntry("time", "2026-11-24T10:15:30.250Z")
          .containsEntry("type", "ApiCall")
          .containsEntry("operation", "DescribeSecret")
          .containsEntry("secret", "s")
          .containsEntry("detail-type", "AWS API Call via CloudTrail")
          .doesNotContainKey("error");
      assertThat(event(lines))
          .containsEntry("operation", "GetSecretValue")
          .containsEntry("error", "ResourceNotFoundException");
    }
  }

  @Test
  void anEndpointOfIpv6IsInBrackets() throws IOException {
    try (EmbeddedSecretsManager other = EmbeddedSecretsManager.builder().host("::1").start()) {
      assertThat(other.endpoint().toString()).matches("http://\\[::1]:\\d+");
      assertThat(new Wire(other.endpoint()).call("ListSecrets"))
          .isEqualTo(Map.of("SecretList", List.of()));
    }
  }

  /** An event and the empty line that ends it. */
  private static Map<String, Object> event(Iterator<String> lines) throws IOException {
    String line = lines.next();
    assertThat(line).startsWith("data: ");
    assertThat(lines.next()).isEmpty();
    return JSON.std.mapFrom(line.substring("data: ".length()));
  }

  private static String header(HttpResponse<?> answer, String name) {
    return answer.headers().firstValue(name).orElseThrow();
  }
}
