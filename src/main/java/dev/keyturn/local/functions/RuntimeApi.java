package dev.keyturn.local.functions;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.keyturn.local.threads.DaemonThreads;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Lambda's Runtime API for one sandbox, on a free port of the loopback interface.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html">Runtime API</a>
 */
final class RuntimeApi implements AutoCloseable {

  private static final String PREFIX = "/2018-06-01/runtime/";
  private static final int OK = 200;
  private static final int ACCEPTED = 202;
  private static final int NOT_FOUND = 404;

  private final BlockingQueue<PendingInvocation> queue = new LinkedBlockingQueue<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(new DaemonThreads("keyturn-runtime-api"));
  private final HttpServer server;
  private final Consumer<String> initFailure;
  private final CompletableFuture<Void> asked = new CompletableFuture<>();
  private volatile @Nullable PendingInvocation current;

  RuntimeApi(Consumer<String> initFailure) throws IOException {
    this.initFailure = initFailure;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(PREFIX, this::handle);
    server.start();
  }

  /** What {@code AWS_LAMBDA_RUNTIME_API} says. */
  String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  /** Done once the runtime client has asked for an event, which it does when it is ready. */
  CompletableFuture<Void> asked() {
    return asked;
  }

  void offer(PendingInvocation invocation) {
    queue.add(invocation);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().substring(PREFIX.length());
      if (path.equals("invocation/next")) {
        next(exchange);
        return;
      }
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (path.equals("init/error")) {
        initFailure.accept(FunctionError.of(body).text());
      } else if (!ended(path, body)) {
        exchange.sendResponseHeaders(NOT_FOUND, -1);
        return;
      }
      exchange.sendResponseHeaders(ACCEPTED, -1);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void next(HttpExchange exchange) throws IOException, InterruptedException {
    asked.complete(null);
    PendingInvocation invocation = queue.take();
    current = invocation;
    byte[] event = invocation.event().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Lambda-Runtime-Aws-Request-Id", invocation.id());
    exchange
        .getResponseHeaders()
        .add("Lambda-Runtime-Deadline-Ms", Long.toString(invocation.deadline().toEpochMilli()));
    exchange
        .getResponseHeaders()
        .add("Lambda-Runtime-Invoked-Function-Arn", invocation.functionArn());
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(OK, event.length);
    exchange.getResponseBody().write(event);
  }

  /** Whether the path names the invocation that is running. */
  private boolean ended(String path, byte[] body) {
    PendingInvocation invocation = current;
    if (invocation == null || !path.startsWith("invocation/" + invocation.id() + "/")) {
      return false;
    }
    if (path.endsWith("/error")) {
      invocation.failed(FunctionError.of(body).exception());
    } else {
      invocation.succeeded(body);
    }
    return true;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
