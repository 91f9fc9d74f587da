package dev.keyturn.local.functions;

import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.jr.ob.JSON;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Runs a stream handler against Lambda's Runtime API, where AWS's own client cannot: its native
 * code is for Linux. The process ends when its parent does.
 */
final class RuntimeClient {

  private final HttpClient http = HttpClient.newHttpClient();
  private final String base;

  private RuntimeClient(String base) {
    this.base = base;
  }

  public static void main(String[] arguments) throws Exception {
    RuntimeClient client =
        new RuntimeClient(
            "http://" + System.getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/");
    RequestStreamHandler handler;
    try {
      handler =
          Class.forName(arguments[0].replaceFirst("::.*$", ""))
              .asSubclass(RequestStreamHandler.class)
              .getConstructor()
              .newInstance();
    } catch (InvocationTargetException e) {
      client.post("init/error", error(e.getCause() == null ? e : e.getCause()));
      throw e;
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      client.post("init/error", error(e));
      throw e;
    }
    while (true) {
      client.serve(handler);
    }
  }

  private void serve(RequestStreamHandler handler) throws IOException, InterruptedException {
    HttpResponse<byte[]> next =
        http.send(
            HttpRequest.newBuilder(URI.create(base + "invocation/next")).build(),
            BodyHandlers.ofByteArray());
    String id = next.headers().firstValue("Lambda-Runtime-Aws-Request-Id").orElseThrow();
    Instant deadline =
        Instant.ofEpochMilli(
            next.headers().firstValueAsLong("Lambda-Runtime-Deadline-Ms").orElseThrow());
    String arn = next.headers().firstValue("Lambda-Runtime-Invoked-Function-Arn").orElse("");
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    try {
      handler.handleRequest(new ByteArrayInputStream(next.body()), answer, context(arn, deadline));
    } catch (Exception | Error e) {
      post("invocation/" + id + "/error", error(e));
      return;
    }
    post("invocation/" + id + "/response", answer.toByteArray());
  }

  private static InvocationContext context(String arn, Instant deadline) {
    Consumer<String> log = System.out::println;
    return new InvocationContext(
        String.valueOf(System.getenv("AWS_LAMBDA_FUNCTION_NAME")),
        arn,
        Duration.between(Instant.now(), deadline),
        log);
  }

  private void post(String path, byte[] body) throws IOException, InterruptedException {
    http.send(
        HttpRequest.newBuilder(URI.create(base + path))
            .POST(BodyPublishers.ofByteArray(body))
            .build(),
        BodyHandlers.discarding());
  }

  private static byte[] error(Throwable e) throws IOException {
    Map<String, String> members = new LinkedHashMap<>();
    members.put("errorType", e.getClass().getName());
    if (e.getMessage() != null) {
      members.put("errorMessage", e.getMessage());
    }
    return JSON.std.asBytes(members);
  }
}
