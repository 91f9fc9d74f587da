package dev.keyturn.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Requests as they are on the wire, for what an SDK would hide. */
final class Wire {

  static final String AUTHORIZATION =
      "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261124/eu-west-1/secretsmanager/aws4_request,"
          + " SignedHeaders=host;x-amz-date, Signature=any";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI endpoint;

  Wire(URI endpoint) {
    this.endpoint = endpoint;
  }

  /** An id of a version, different for each number. */
  static String token(int number) {
    return "00000000-0000-4000-8000-%012d".formatted(number);
  }

  /** Names and values in turn, as a request's members. */
  static Map<String, Object> members(Object... namesAndValues) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      members.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return members;
  }

  /** The answer to a request that succeeds. */
  Map<String, Object> call(String operation, Object... namesAndValues) throws IOException {
    HttpResponse<String> answer = send(operation, members(namesAndValues));
    assertThat(answer.statusCode()).as("%s: %s", operation, answer.body()).isEqualTo(200);
    return JSON.std.mapFrom(answer.body());
  }

  /** The answer to a request that does not, whole: code and text. */
  String refusal(String operation, Object... namesAndValues) throws IOException {
    return refusal(send(operation, members(namesAndValues)));
  }

  static String refusal(HttpResponse<String> answer) throws IOException {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    Map<String, Object> body = JSON.std.mapFrom(answer.body());
    assertThat(body).containsOnlyKeys("__type", "Message");
    return body.get("__type") + ": " + body.get("Message");
  }

  HttpResponse<String> send(String operation, Map<String, Object> members) throws IOException {
    return send(
        request("secretsmanager." + operation)
            .POST(BodyPublishers.ofString(JSON.std.asString(members))));
  }

  HttpRequest.Builder request(String target) {
    return HttpRequest.newBuilder(endpoint.resolve("/"))
        .header("X-Amz-Target", target)
        .header("Content-Type", "application/x-amz-json-1.1")
        .header("Authorization", AUTHORIZATION);
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** The labels of each version that has any, sorted, as DescribeSecret tells them. */
  @SuppressWarnings("unchecked")
  Map<String, List<String>> labels(String secret) throws IOException {
    Object stages = call("DescribeSecret", "SecretId", secret).get("VersionIdsToStages");
    return stages == null ? Map.of() : (Map<String, List<String>>) stages;
  }
}
