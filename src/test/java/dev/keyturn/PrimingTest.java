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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
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
        new Priming(new AwsSecretStore(client), function.handler()).run(true);
      } finally {
        service.stop(0);
      }

      assertThat(meanwhile.join()).isEmpty();
      assertThat(function.initialized()).containsExactly("First", "Second");
    }
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
    return SecretsManagerClient.builder()
        .endpointOverride(URI.create("http://127.0.0.1:" + service.getAddress().getPort()))
        .region(Region.US_EAST_1)
        .credentialsProvider(AnonymousCredentialsProvider.create())
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }
}
