package dev.keyturn.testkit;

import dev.keyturn.local.EmbeddedSecretsManager;
import dev.keyturn.local.EmbeddedSecretsManagerBuilder;
import dev.keyturn.secret.SecretStore;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * A Secrets Manager for the tests of one class, over its real protocol on a free loopback port,
 * with whatever its builder takes: for what the annotation {@code @EmbeddedSecretsManager} cannot
 * say.
 *
 * <p>To be registered in a static field with {@code @RegisterExtension}; started before the first
 * test and closed after the last, those of nested classes included. Tests may take the same
 * parameters as with the annotation. Thread-safe while it runs.
 */
public final class SecretsManagerExtension
    implements BeforeAllCallback, AfterAllCallback, ParameterResolver {

  private final UnaryOperator<EmbeddedSecretsManagerBuilder> settings;
  private @Nullable RunningSecretsManager running;
  private @Nullable String owner;

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

  /** JUnit also calls it for nested classes, which use what is there. */
  @Override
  public void beforeAll(ExtensionContext context) {
    if (running == null) {
      EmbeddedSecretsManagerBuilder builder = settings.apply(EmbeddedSecretsManager.builder());
      running = RunningSecretsManager.alone(new SharedService(builder));
      owner = context.getUniqueId();
    }
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (context.getUniqueId().equals(owner)) {
      running().close();
      running = null;
      owner = null;
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return ServiceParameters.has(parameter);
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return ServiceParameters.value(parameter, running());
  }

  /**
   * Gives the running service as a test sees it.
   *
   * @return endpoint, clients, clock and events
   */
  public RunningSecretsManager running() {
    return Objects.requireNonNull(running, "register this extension in a static field");
  }

  /**
   * Gives the running service.
   *
   * @return the service
   */
  public EmbeddedSecretsManager service() {
    return running().shared().service();
  }

  /**
   * Gives a client of it, in region {@code us-east-1}.
   *
   * @return the client, which the extension closes
   */
  public SecretsManagerClient client() {
    return running().client();
  }

  /**
   * Gives it as a rotation's store.
   *
   * @return a store that calls it over its protocol
   */
  public SecretStore store() {
    return running().store();
  }
}
