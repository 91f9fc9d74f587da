package dev.keyturn.cli;

import dev.keyturn.cli.doctor.RotatorChoice;
import dev.keyturn.rotation.RotationException;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which rotator logs in, and how it is configured. */
final class RotatorOptions {

  private static final String REGION = "AWS_REGION";

  @Option(
      names = "--rotator",
      paramLabel = "TARGET",
      description =
          "The rotator that logs in, class:[DIR!]NAME; by default Keyturn's own for the "
              + "secret's 'engine', or for an access key.")
  private @Nullable String rotator;

  @Option(
      names = "--function-env",
      paramLabel = "KEY=VALUE",
      description =
          "An environment variable of the function, such as CA_BUNDLE or ROTATION_STRATEGY.")
  private Map<String, String> variables = new HashMap<>();

  RotatorChoice choice(String region) {
    Map<String, String> all = new HashMap<>(variables);
    all.putIfAbsent(REGION, region);
    try {
      return RotatorChoice.of(rotator, all);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Variables are only checked with the rotator that reads them. */
  static UsageException wrong(RotationException e) {
    return new UsageException(e.observed() + ". Correct --function-env.", e);
  }
}
