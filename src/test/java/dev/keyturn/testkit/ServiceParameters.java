package dev.keyturn.testkit;

import dev.keyturn.local.time.VirtualClock;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ParameterContext;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** What a test may take as parameters. */
final class ServiceParameters {

  private static final Map<Class<?>, Function<RunningSecretsManager, Object>> VALUES =
      Map.of(
          RunningSecretsManager.class, service -> service,
          SecretsManagerClient.class, RunningSecretsManager::client,
          VirtualClock.class, RunningSecretsManager::clock);

  private ServiceParameters() {}

  static boolean has(ParameterContext parameter) {
    return VALUES.containsKey(parameter.getParameter().getType());
  }

  static Object value(ParameterContext parameter, RunningSecretsManager service) {
    return Objects.requireNonNull(VALUES.get(parameter.getParameter().getType())).apply(service);
  }
}
