package dev.keyturn.local.functions;

import com.fasterxml.jackson.jr.ob.JSON;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.keyturn.local.secrets.Scope;
import dev.keyturn.local.threads.DaemonThreads;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Lambda's Invoke API for one function, with its answers and its errors.
 *
 * <p>Any signature will do. Thread-safe.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke</a>
 */
public final class InvokeApi implements AutoCloseable {

  /** The function by its name or its ARN, also a partial one, and with a qualifier or not. */
  private static final Pattern PATH =
      Pattern.compile("/2015-03-31/functions/(?:[^/]*:function:)?([^/:]+)(?::[^/]*)?/invocations");

  private static final int LARGEST_EVENT = 6 * 1024 * 1024;
  private static final int OK = 200;
  private static final int ACCEPTED = 202;
  private static final int NO_CONTENT = 204;
  private static final int BAD_REQUEST = 400;
  private static final int NOT_FOUND = 404;
  private static final int METHOD_NOT_ALLOWED = 405;
  private static final int TOO_LARGE = 413;

  private final InvokedFunction function;
  private final HttpServer server;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(new DaemonThreads("keyturn-invoke-api"));

  private InvokeApi(InvokedFunction function, HttpServer server) {
    this.function = function;
    this.server = server;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /**
   * Starts a function, and listens for its invocations.
   *
   * @param address where; port 0 picks a free one
   * @param target the function's code
   * @param settings its name and the rest
   * @param scope the account and the region that it runs in
   * @param warnings takes what may become well by itself
   * @return the listening server
   * @throws BindException if the address cannot be bound
   * @throws IOException if it cannot listen for another reason
   * @throws IllegalArgumentException if the function cannot start, saying why
   */
  public static InvokeApi listen(
      InetSocketAddress address,
      FunctionTarget target,
      FunctionSettings settings,
      Scope scope,
      Consumer<String> warnings)
      throws IOException {
    RunnableFunction function = RunnableFunction.of(target, settings);
    try {
      function.start(scope, warnings);
      return new InvokeApi(new InvokedFunction(function, settings.name(), scope), server(address));
    } catch (IOException | IllegalArgumentException e) {
      function.close();
      throw e;
    }
  }

  private static HttpServer server(InetSocketAddress address) throws IOException {
    if (address.isUnresolved()) {
      throw new BindException("the name is not known");
    }
    return HttpServer.create(address, 0);
  }

  /**
   * Tells the port.
   *
   * @return the real one, also when a free one was picked
   */
  public int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getResponseHeaders().set("x-amzn-RequestId", UUID.randomUUID().toString());
      byte[] event = exchange.getRequestBody().readNBytes(LARGEST_EVENT + 1);
      Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
      if (!path.matches()) {
        refuse(exchange, NOT_FOUND, "UnknownOperationException", "there is only the Invoke API");
      } else if (!exchange.getRequestMethod().equals("POST")) {
        refuse(exchange, METHOD_NOT_ALLOWED, "UnknownOperationException", "Invoke takes POST");
      } else if (!path.group(1).equals(function.name())) {
        String arn = function.arn(path.group(1));
        refuse(exchange, NOT_FOUND, "ResourceNotFoundException", "Function not found: " + arn);
      } else if (event.length > LARGEST_EVENT) {
        String largest = "Request must be smaller than %d bytes for the InvokeFunction operation";
        refuse(exchange, TOO_LARGE, "RequestTooLargeException", largest.formatted(LARGEST_EVENT));
      } else {
        invoke(exchange, event.length == 0 ? "{}" : new String(event, StandardCharsets.UTF_8));
      }
    }
  }

  private void invoke(HttpExchange exchange, String event) throws IOException {
    try {
      Object unused = JSON.std.anyFrom(event);
    } catch (IOException e) {
      String message = "Could not parse request body into json";
      refuse(exchange, BAD_REQUEST, "InvalidRequestContentException", message);
      return;
    }
    String type = exchange.getRequestHeaders().getFirst("X-Amz-Invocation-Type");
    switch (type == null ? "RequestResponse" : type) {
      case "RequestResponse" -> answer(exchange, event);
      case "DryRun" -> exchange.sendResponseHeaders(NO_CONTENT, -1);
      case "Event" -> {
        threads.execute(() -> function.call(event));
        exchange.sendResponseHeaders(ACCEPTED, -1);
      }
      default ->
          refuse(
              exchange,
              BAD_REQUEST,
              "InvalidParameterValueException",
              "X-Amz-Invocation-Type is none of RequestResponse, Event and DryRun");
    }
  }

  private void answer(HttpExchange exchange, String event) throws IOException {
    InvokedFunction.Answer answer = function.call(event);
    exchange.getResponseHeaders().set("X-Amz-Executed-Version", "$LATEST");
    if (answer.failed()) {
      exchange.getResponseHeaders().set("X-Amz-Function-Error", "Unhandled");
    }
    send(exchange, OK, answer.payload());
  }

  private static void refuse(HttpExchange exchange, int status, String type, String message)
      throws IOException {
    exchange.getResponseHeaders().set("x-amzn-ErrorType", type);
    send(
        exchange,
        status,
        JSON.std
            .composeString()
            .startObject()
            .put("Type", "User")
            .put("Message", message)
            .end()
            .finish());
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** Stops listening, and ends the function's processes. */
  @Override
  public void close() {
    server.stop(0);
    function.close();
    threads.shutdownNow();
  }
}
