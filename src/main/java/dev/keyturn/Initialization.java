package dev.keyturn;

import dev.keyturn.aws.AwsSecretStore;
import dev.keyturn.settings.Settings;
import java.security.SecureRandom;
import java.util.Map;
import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import org.jspecify.annotations.Nullable;

/**
 * How a function starts in Lambda: primed at once, or, with SnapStart, before the snapshot is
 * taken.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-java.html">Runtime
 *     hooks</a>
 */
final class Initialization implements Resource {

  static final String PRIMING = "PRIMING";

  private static final String TYPE = "AWS_LAMBDA_INITIALIZATION_TYPE";
  private static final String FROM_SNAPSHOT = "snap-start";
  private static final int SEED_BYTES = 32;

  private final RotationEnvironment environment;
  private final @Nullable Priming priming;

  private Initialization(RotationEnvironment environment, @Nullable Priming priming) {
    this.environment = environment;
    this.priming = priming;
  }

  static Initialization of(RotationEnvironment environment, Class<?> handler) {
    Map<String, String> variables = environment.variables();
    boolean primes = variables.containsKey(TYPE) && Settings.of(variables).flag(PRIMING, true);
    return new Initialization(
        environment,
        primes && environment.store() instanceof AwsSecretStore store
            ? new Priming(store, handler)
            : null);
  }

  void begin() {
    if (FROM_SNAPSHOT.equals(environment.variables().get(TYPE))) {
      Core.getGlobalContext().register(this);
    } else if (priming != null) {
      priming.beforeTheFirstEvent();
    }
  }

  @Override
  public void beforeCheckpoint(Context<? extends Resource> context) {
    if (priming != null) {
      priming.beforeASnapshot();
    }
  }

  /** All that are restored from one snapshot have the same state; their passwords shall differ. */
  @Override
  public void afterRestore(Context<? extends Resource> context) {
    if (environment.random() instanceof SecureRandom random) {
      random.setSeed(random.generateSeed(SEED_BYTES));
    }
  }
}
