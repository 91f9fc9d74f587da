package dev.keyturn;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import dev.keyturn.credential.Credential;
import dev.keyturn.credential.PasswordGenerator;
import dev.keyturn.rotation.CredentialReport;
import dev.keyturn.rotation.ProtectedService;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.Rotation;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.RotationListener;
import dev.keyturn.rotation.RotationRequest;
import dev.keyturn.rotation.StepReport;
import dev.keyturn.secret.Deadline;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretStoreException;
import dev.keyturn.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A rotation function for AWS Lambda. A subclass says how its service logs in and sets a
 * credential; the four steps, their idempotency and the labels are out of its reach.
 *
 * <p>A subclass needs a public constructor without parameters, which Lambda calls; it works in
 * Lambda's environment unless it is constructed within {@link RotationEnvironment#construct}.
 * Thread-safe if the subclass is.
 *
 * @param <C> the credential
 * @param <S> an open session with the protected service
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html">Lambda
 *     rotation functions</a>
 */
public abstract class RotationHandler<C extends Credential<C>, S extends AutoCloseable>
    implements RequestStreamHandler, ProtectedService<C, S> {

  /** What is kept back of the invocation's time, to report in. */
  private static final Duration RESERVE = Duration.ofMillis(500);

  /** AWS's rotation templates give functions this long. */
  private static final Duration DEFAULT_TIME = Duration.ofSeconds(30);

  private static final byte[] NOTHING = "null".getBytes(StandardCharsets.UTF_8);

  private final RotationEnvironment environment;
  private final Settings settings;

  /** Kept, since whoever takes the snapshot holds it weakly. */
  private final Initialization initialization;

  private volatile @Nullable Rotation<C, S> rotation;

  /** Constructs a handler in Lambda's environment, or in the one that is constructing it. */
  protected RotationHandler() {
    this(RotationEnvironment.current());
  }

  /**
   * Constructs a handler in an environment.
   *
   * @param environment store, time, randomness, variables and listeners
   */
  protected RotationHandler(RotationEnvironment environment) {
    this.environment = environment;
    this.settings = Settings.of(environment.variables());
    // The environment has acted upon it already; here a wrong value is told with all others.
    settings.flag(LambdaEnvironment.EMBEDDED_METRICS, false);
    settings.flag(Initialization.PRIMING, true);
    initialization = Initialization.of(environment, getClass());
    initialization.begin();
  }

  /**
   * Gives the function's environment variables to a subclass, which reads its own while it is
   * constructed. What is wrong with them is told together with all other problems.
   *
   * @return the settings
   */
  protected final Settings settings() {
    return settings;
  }

  /**
   * Gives the source of randomness to a subclass that needs one of its own. It is seeded again when
   * the function is restored from a snapshot.
   *
   * @return a cryptographic generator, except in tests
   */
  protected final RandomGenerator random() {
    return environment.random();
  }

  /**
   * Runs one step, as Lambda calls it.
   *
   * @param input the rotation event, at most {@value EventReader#LONGEST} bytes
   * @param output gets {@code null}: the service reads nothing
   * @param context tells the time that is left; null means 30 seconds
   * @throws IOException if the event cannot be read
   * @throws RotationException if the step failed
   */
  @Override
  public final void handleRequest(InputStream input, OutputStream output, @Nullable Context context)
      throws IOException {
    RotationRequest request = EventReader.read(input);
    Duration time =
        context == null ? DEFAULT_TIME : Duration.ofMillis(context.getRemainingTimeInMillis());
    handle(request, time);
    output.write(NOTHING);
  }

  /**
   * Runs one step.
   *
   * @param request the step, as {@link RotationEvents} reads it or a test makes it
   * @param time how long it may take, at most
   * @throws RotationException if the step failed
   */
  public final void handle(RotationRequest request, Duration time) {
    Deadline deadline = Deadline.after(environment.clock(), time).keeping(RESERVE);
    StepReport report = rotation().run(request, deadline);
    environment.listeners().forEach(listener -> tell(listener, report));
    if (report.failure() != null) {
      throw report.failure();
    }
  }

  /**
   * Checks all environment variables of the function.
   *
   * @throws RotationException of reason {@link Reason#INVALID_CONFIGURATION}, naming every problem
   */
  public final void checkConfiguration() {
    rotation().checkConfiguration();
  }

  /**
   * Tells which of the credentials of a secret log in, whether it is being rotated or not. Each is
   * tried once at the most, and nothing is changed.
   *
   * @param secret the secret
   * @param logIn whether to log in; if not, values are only read and compared
   * @param time how long it may take, at most
   * @return what is known of each credential
   * @throws SecretStoreException if the secret cannot be described
   * @throws RotationException of reason {@link Reason#INVALID_CONFIGURATION} if the environment
   *     variables are wrong
   */
  public final CredentialReport checkCredentials(SecretId secret, boolean logIn, Duration time) {
    return rotation().check(secret, logIn, Deadline.after(environment.clock(), time));
  }

  private static void tell(RotationListener listener, StepReport report) {
    try {
      listener.stepEnded(report);
    } catch (RuntimeException e) {
      // What the step did is done, and the other listeners shall hear of it.
      System.getLogger(RotationHandler.class.getName())
          .log(Level.WARNING, "a rotation listener failed", e);
    }
  }

  /** Not before the subclass has been constructed, whose password limits it asks for. */
  private synchronized Rotation<C, S> rotation() {
    Rotation<C, S> ready = rotation;
    if (ready == null) {
      ready =
          new Rotation<>(
              this,
              environment.store(),
              new PasswordGenerator(environment.random()),
              environment.clock(),
              settings);
      rotation = ready;
    }
    return ready;
  }
}
