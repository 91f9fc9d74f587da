package dev.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import dev.keyturn.aws.AwsSecretStore;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.ExecutableHttpRequest;
import software.amazon.awssdk.http.HttpExecuteRequest;
import software.amazon.awssdk.http.HttpExecuteResponse;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The request and the classes, one beside the other and one after the other. */
class PrimingTest {

  private static final int BAD_REQUEST = 400;
  private static final long A_WHILE = TimeUnit.MILLISECONDS.toNanos(300);

  @TempDir private Path folder;

  /** Two threads that initialize classes which need each other would wait for ever. */
  @Test
  @Timeout(30)
  void noClassIsInitializedBeforeTheRequestIsAnswered() throws Exception {
    CompiledFunction.compile(folder);
    CompletableFuture<List<Object>> meanwhile = new CompletableFuture<>();
    try (CompiledFunction function =
        new CompiledFunction(folder, "example.First", "example.Second")) {
      HttpServer service = service(exchange -> answer(exchange, function, meanwhile));
      try (SecretsManagerClient client = client(service)) {
        new Priming(new AwsSecretStore(client), function.handler()).beforeTheFirstEvent();
      } finally {
        service.stop(0);
      }

      assertThat(meanwhile.join()).isEmpty();
      assertThat(function.initialized()).containsExactly("First", "Second");
    }
  }

  /** Nor if there is no answer, and the request cannot be ended either. */
  @Test
  @Timeout(30)
  void noClassIsInitializedWhileTheRequestGoesOn() throws Exception {
    CompiledFunction.compile(folder);
    CountDownLatch end = new CountDownLatch(1);
    try (CompiledFunction function =
            new CompiledFunction(folder, "example.First", "example.Second");
        SecretsManagerClient client = client(URI.create("http://127.0.0.1"), new Deaf(end))) {
      new Priming(new AwsSecretStore(client), function.handler(), Duration.ofMillis(100))
          .beforeTheFirstEvent();

      assertThat(function.asked).contains("example.First", "example.Second");
      assertThat(function.initialized()).isEmpty();
    } finally {
      end.countDown();
    }
  }

  /** A call that nobody can interrupt. */
  private record Deaf(CountDownLatch end) implements SdkHttpClient {
    @Override
    public ExecutableHttpRequest prepareRequest(HttpExecuteRequest request) {
      return new ExecutableHttpRequest() {
        @Override
        public HttpExecuteResponse call() throws IOException {
          boolean ended = false;
          while (!ended) {
            try {
              ended = end.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
              // Heard, and not heeded.
            }
          }
          throw new IOException("the test has ended");
        }

        @Override
        public void abort() {}
      };
    }

    @Override
    public void close() {}
  }

  /** Once the last class of the list is loaded, and a while later. */
  private static void answer(
      HttpExchange exchange, CompiledFunction function, CompletableFuture<List<Object>> meanwhile)
      throws IOException {
    try {
      while (!function.asked.contains("example.Second")) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
      }
      LockSupport.parkNanos(A_WHILE);
      meanwhile.complete(function.initialized());
    } catch (ReflectiveOperationException e) {
      meanwhile.completeExceptionally(e);
    }
    exchange.sendResponseHeaders(BAD_REQUEST, -1);
    exchange.close();
  }

  private static HttpServer service(HttpHandler answer) throws IOException {
    HttpServer service =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    service.createContext("/", answer);
    service.start();
    return service;
  }

  private static SecretsManagerClient client(HttpServer service) {
    return client(
        URI.create("http://127.0.0.1:" + service.getAddress().getPort()),
        UrlConnectionHttpClient.create());
  }

  private static SecretsManagerClient client(URI endpoint, SdkHttpClient http) {
    return SecretsManagerClient.builder()
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .httpClient(http)
        .build();
  }
}
