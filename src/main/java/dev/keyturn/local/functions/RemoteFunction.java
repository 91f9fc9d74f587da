package dev.keyturn.local.functions;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.local.rotation.FunctionException;
import dev.keyturn.local.secrets.Scope;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * A function behind Lambda's Invoke API: {@code sam local start-lambda}, LocalStack, moto or AWS.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html">Invoke</a>
 */
final class RemoteFunction implements RunnableFunction {

  private static final int CONNECT_MILLIS = 1_000;
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int NOT_IMPLEMENTED = 501;

  private final URI base;
  private final String name;
  private final InvokeRequests requests;
  private final FunctionSettings settings;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofMillis(CONNECT_MILLIS))
          .build();
  private volatile boolean logs = true;

  RemoteFunction(FunctionTarget.Remote target, FunctionSettings settings) {
    if (!settings.variables().isEmpty()) {
      throw new IllegalArgumentException(
          ("function %s runs at %s, where its environment is set; --function-env is for functions"
                  + " that run here")
              .formatted(settings.name(), target.base()));
    }
    this.base = target.base();
    this.settings = settings;
    this.name = target.function() == null ? settings.name() : target.function();
    this.requests = new InvokeRequests(base, name);
  }

  @Override
  public void start(Scope scope, Consumer<String> warnings) {
    if (!invokable()) {
      warnings.accept(
          ("function %s cannot be reached at %s yet; until then RotateSecret answers"
                  + " AccessDeniedException")
              .formatted(settings.name(), base));
    }
  }

  /** Whether somebody listens there: the API has no harmless call that all its servers know. */
  @Override
  public boolean invokable() {
    int standard = base.getScheme().equals("https") ? 443 : 80;
    int port = base.getPort() < 0 ? standard : base.getPort();
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(base.getHost(), port), CONNECT_MILLIS);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public byte[] invoke(Scope scope, String functionArn, String event)
      throws FunctionException, InterruptedException {
    HttpResponse<byte[]> response = send(scope, functionArn, event);
    if (response.statusCode() == NOT_IMPLEMENTED && logs) {
      // SAM refuses to tell the log, and then has not run anything.
      logs = false;
      response = send(scope, functionArn, event);
    }
    forward(response);
    if (response.statusCode() != OK) {
      throw refused(response);
    }
    if (response.headers().firstValue("X-Amz-Function-Error").isPresent()) {
      throw FunctionError.of(response.body()).exception();
    }
    return response.body();
  }

  private HttpResponse<byte[]> send(Scope scope, String functionArn, String event)
      throws FunctionException, InterruptedException {
    CompletableFuture<HttpResponse<byte[]>> answer;
    try {
      answer =
          http.sendAsync(requests.of(scope, functionArn, event, logs), BodyHandlers.ofByteArray());
    } catch (SdkException e) {
      throw new FunctionException(
          "an invocation at %s has to be signed, and there is no AWS credential: %s"
              .formatted(base, e.getMessage()),
          e);
    }
    try {
      return answer.get(settings.timeout().toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new FunctionException(settings.timedOut(), e);
    } catch (ExecutionException e) {
      throw new FunctionException(
          "function %s cannot be reached at %s: %s"
              .formatted(
                  name,
                  base,
                  e.getCause() instanceof ConnectException ? "nobody answers" : e.getCause()),
          e);
    } finally {
      answer.cancel(true);
    }
  }

  /** The end of the function's log, which AWS sends back in a header. */
  private void forward(HttpResponse<byte[]> response) {
    response
        .headers()
        .firstValue("X-Amz-Log-Result")
        .map(text -> new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8))
        .ifPresent(tail -> tail.lines().forEach(settings.log()));
  }

  private FunctionException refused(HttpResponse<byte[]> response) {
    String message = message(response.body());
    if (response.statusCode() == NOT_FOUND) {
      return new FunctionException(
          "there is no function %s at %s%s".formatted(name, base, message), null);
    }
    return new FunctionException(
        "%s refuses to invoke function %s with HTTP status %d%s"
            .formatted(base, name, response.statusCode(), message),
        null);
  }

  private static String message(byte[] body) {
    try {
      Map<String, Object> error = JSON.std.mapFrom(body);
      Object message = error.getOrDefault("Message", error.get("message"));
      return message instanceof String text ? ": " + text : "";
    } catch (IOException e) {
      return "";
    }
  }

  /** What runs there is not ours to end. */
  @Override
  public void close() {}
}
