package dev.keyturn;

import dev.keyturn.aws.AwsSecretStore;
import dev.keyturn.rotation.RotationListener;
import dev.keyturn.settings.Settings;
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

  static final String EMBEDDED_METRICS = "EMBEDDED_METRICS";

  private LambdaEnvironment() {}

  static RotationEnvironment get() {
    return of(System.getenv());
  }

  static RotationEnvironment of(Map<String, String> variables) {
    List<RotationListener> listeners = new ArrayList<>();
    listeners.add(new StepLogLine(System.out::println));
    if (Settings.of(variables).flag(EMBEDDED_METRICS, false)) {
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
