package dev.keyturn.local.secrets;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyturn.local.EmbeddedSecretsManager;
import dev.keyturn.local.EmbeddedSecretsManagerBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

/** An embedded service whose time stands still until it is moved, and clients of any region. */
final class LocalService implements AutoCloseable {

  static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  private final AtomicReference<Instant> now = new AtomicReference<>(START);
  private final EmbeddedSecretsManager service;
  private final Map<String, SecretsManagerClient> clients = new ConcurrentHashMap<>();

  LocalService(UnaryOperator<EmbeddedSecretsManagerBuilder> options) {
    try {
      service = options.apply(EmbeddedSecretsManager.builder().clock(now::get)).start();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static LocalService start() {
    return new LocalService(builder -> builder);
  }

  /** Secrets of different regions do not see each other, so each test may take its own. */
  SecretsManagerClient in(String region) {
    return clients.computeIfAbsent(
        region,
        name ->
            SecretsManagerClient.builder()
                .endpointOverride(service.endpoint())
                .region(Region.of(name))
                .credentialsProvider(
                    StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "key")))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build());
  }

  Instant now() {
    return now.get();
  }

  void advance(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }

  /** A service that knows one user, who has a policy. */
  static LocalService permitting(Path directory, String policy) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("credentials.json"),
            """
            {"principals":[{"arn":"arn:aws:iam::123456789012:user/ann","accessKeyId":"any",
                            "secretAccessKey":"key","policies":[%s]}]}"""
                .formatted(policy));
    return new LocalService(builder -> builder.credentials(file));
  }

  /** What the service answers to a call that it refuses: the code and the whole text. */
  static String refusal(ThrowingCallable call) {
    SecretsManagerException refused = catchThrowableOfType(SecretsManagerException.class, call);
    return refused.awsErrorDetails().errorCode() + ": " + refused.awsErrorDetails().errorMessage();
  }

  @Override
  public void close() {
    clients.values().forEach(SecretsManagerClient::close);
    service.close();
  }
}
