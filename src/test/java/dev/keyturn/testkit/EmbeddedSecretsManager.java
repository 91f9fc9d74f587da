package dev.keyturn.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A Secrets Manager for the tests of a class, over its real protocol on a free loopback port.
 *
 * <p>Constructors, lifecycle methods and tests may take as parameters a {@link
 * software.amazon.awssdk.services.secretsmanager.SecretsManagerClient} in region {@code us-east-1},
 * the {@link dev.keyturn.local.time.VirtualClock} that the service follows, and the {@link
 * RunningSecretsManager}, which has the events, the endpoint and all else. The clock stands still:
 * {@code clock.advance(Duration.ZERO)} waits for the rotations that are running, and more lets
 * retries, schedules and recovery windows fall due.
 *
 * <p>A nested class uses the service of the class around it, unless it has this annotation too. It
 * can stand on an annotation of your own, for several classes with one description. What it cannot
 * say, {@link SecretsManagerExtension} can.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RotateSecret.html">RotateSecret</a>
 */
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(AnnotatedService.class)
public @interface EmbeddedSecretsManager {

  /** How long a service lives, and so who shares it. */
  enum Lifecycle {

    /** From a test's set-up to its end: nothing is shared, not even by tests that run at once. */
    PER_METHOD,

    /** From the first test of a class to its last: other classes, at once or not, share nothing. */
    PER_CLASS,

    /**
     * From the first class that describes a service so to the end of the run. Each class has an
     * account of its own in it, so that none sees another's secrets and rotations; endpoint and
     * clock are the same for all.
     */
    PER_RUN
  }

  /**
   * Says how long the service lives.
   *
   * @return by default as long as the class's tests run
   */
  Lifecycle lifecycle() default Lifecycle.PER_CLASS;

  /**
   * Names the rotation functions, which RotateSecret finds by {@link
   * RunningSecretsManager#functionArn}.
   *
   * @return none by default
   */
  RotationFunction[] functions() default {};

  /**
   * Says what the clock shows at the start.
   *
   * @return an instant as ISO 8601 has it, {@code 2026-11-24T10:15:30Z}; by default the system's
   */
  String startTime() default "";
}
