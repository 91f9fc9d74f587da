package dev.keyturn.local.functions;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * The Invoke API as others serve it: {@code sam local start-lambda} refuses query parameters and
 * the log, LocalStack and AWS tell the end of the log in a header.
 */
final class LambdaServer implements AutoCloseable {

  /** Who serves it. */
  enum Kind {
    SAM,
    AWS
  }

  /** What came, header names in lower case. */
  record Request(String method, String path, Map<String, String> headers, String body) {}

  final List<Request> requests = new CopyOnWriteArrayList<>();
  private final Kind kind;
  private final HttpServer server;

  LambdaServer(Kind kind, int port) throws IOException {
    this.kind = kind;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(
        Executors.newCachedThreadPool(
            task -> {
              Thread thread = new Thread(task);
              thread.setDaemon(true);
              return thread;
            }));
    server.createContext("/", this::handle);
    server.start();
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Map<String, String> headers = new TreeMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      String path = exchange.getRequestURI().getRawPath();
      requests.add(new Request(exchange.getRequestMethod(), path, headers, body));
      if (kind == Kind.SAM && exchange.getRequestURI().getQuery() != null) {
        error(exchange, 400, "InvalidRequestContent", "Query Parameters are not supported");
      } else if (kind == Kind.SAM && headers.containsKey("x-amz-log-type")) {
        String message = "log-type: Tail is not supported. None is only supported.";
        error(exchange, 501, "NotImplemented", message);
      } else if (path.endsWith("/Rotator/invocations")
          || path.endsWith("/Rotator%3Alive/invocations")) {
        answer(exchange, body);
      } else {
        String message = "Function not found: arn:aws:lambda:us-west-2:012345678901:function:Other";
        error(exchange, 404, "ResourceNotFound", message);
      }
    }
  }

  private void answer(HttpExchange exchange, String event) throws IOException {
    if (kind == Kind.AWS) {
      byte[] log = "START\nmärchen\nEND\n".getBytes(StandardCharsets.UTF_8);
      exchange
          .getResponseHeaders()
          .set("X-Amz-Log-Result", Base64.getEncoder().encodeToString(log));
    }
    switch (event) {
      case "\"sleep\"" -> sleep();
      case "\"throw\"" -> {
        exchange.getResponseHeaders().set("x-amz-function-error", "Unhandled");
        send(
            exchange,
            200,
            """
            {"errorMessage": "it said so", "errorType": "ValueError", "stackTrace": []}""");
      }
      case "\"refuse\"" -> {
        exchange.getResponseHeaders().set("x-amz-function-error", "Unhandled");
        send(
            exchange,
            200,
            """
            {"errorType":"dev.keyturn.rotation.RotationException","errorMessage":"whole"}""");
      }
      case "\"throttle\"" ->
          send(exchange, 429, "{\"Reason\":\"ReservedFunctionConcurrency\",\"message\":\"Rate\"}");
      case "\"break\"" -> send(exchange, 502, "<html>");
      default -> send(exchange, 200, "null");
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(Duration.ofSeconds(30).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void error(HttpExchange exchange, int status, String type, String message)
      throws IOException {
    exchange.getResponseHeaders().set("x-amzn-errortype", type);
    send(exchange, status, "{\"Type\": \"User\", \"Message\": \"" + message + "\"}");
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
