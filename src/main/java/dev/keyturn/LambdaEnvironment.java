package dev.keyturn;

import dev.keyturn.aws.AwsSecretStore;
import dev.keyturn.rotation.RotationListener;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a function finds in Lambda: the process environment, AWS, and the standard output as its
 * log.
 */
final class LambdaEnvironment {

  private LambdaEnvironment() {}

  static RotationEnvironment get() {
    Map<String, String> variables = System.getenv();
    List<RotationListener> listeners = new ArrayList<>();
    listeners.add(new StepLogLine(System.out::println));
    if ("true".equalsIgnoreCase(variables.get("EMBEDDED_METRICS"))) {
      listeners.add(new EmbeddedMetrics(System.out::println, InstantSource.system()));
    }
    return new RotationEnvironment(
        AwsSecretStore.fromEnvironment(variables),
        InstantSource.system(),
        new SecureRandom(),
        variables,
        listeners);
  }
}
