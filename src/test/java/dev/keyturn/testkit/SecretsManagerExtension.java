package dev.keyturn.testkit;

import dev.keyturn.aws.AwsSecretStore;
import dev.keyturn.local.EmbeddedSecretsManager;
import dev.keyturn.local.EmbeddedSecretsManagerBuilder;
import dev.keyturn.secret.SecretStore;
import java.io.IOException;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * A Secrets Manager for the tests of one class, over its real protocol on a free loopback port.
 *
 * <p>To be registered in a static field with {@code @RegisterExtension}; started before the first
 * test and closed after the last. Thread-safe while it runs.
 */
public final class SecretsManagerExtension implements BeforeAllCallback, AfterAllCallback {

  private final UnaryOperator<EmbeddedSecretsManagerBuilder> settings;
  private @Nullable EmbeddedSecretsManager service;
  private @Nullable SecretsManagerClient client;

  /** A service as it is by default, without functions. */
  public SecretsManagerExtension() {
    this(builder -> builder);
  }

  /**
   * A service with functions, a clock or whatever else its builder takes.
   *
   * @param settings changes the builder
   */
  public SecretsManagerExtension(UnaryOperator<EmbeddedSecretsManagerBuilder> settings) {
    this.settings = settings;
  }

  @Override
  public void beforeAll(ExtensionContext context) throws IOException {
    service = settings.apply(EmbeddedSecretsManager.builder()).start();
    client =
        SecretsManagerClient.builder()
            .endpointOverride(service.endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "key")))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    client().close();
    service().close();
  }

  /**
   * Gives the running service.
   *
   * @return the service
   */
  public EmbeddedSecretsManager service() {
    return Objects.requireNonNull(service, "register this extension in a static field");
  }

  /**
   * Gives a client of it, in region {@code us-east-1}.
   *
   * @return the client, which the extension closes
   */
  public SecretsManagerClient client() {
    return Objects.requireNonNull(client, "register this extension in a static field");
  }

  /**
   * Gives it as a rotation's store.
   *
   * @return a store that calls it over its protocol
   */
  public SecretStore store() {
    return new AwsSecretStore(client());
  }
}
