package dev.keyturn.rotation;

import dev.keyturn.secret.SecretId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A step that failed: a stable reason, what was seen, and what to do about it.
 *
 * <p>A rotator throws it without a step; the step that was running adds itself and the secret. No
 * message holds a secret value.
 */
public final class RotationException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Reason reason;
  private final String observed;
  private final String remedy;

  /**
   * Describes a failure.
   *
   * @param reason the stable reason
   * @param observed what was seen: a sentence without its full stop
   * @param remedy what to do: a sentence without its full stop
   */
  public RotationException(Reason reason, String observed, String remedy) {
    this(reason, observed, remedy, null);
  }

  /**
   * Describes a failure that something else caused.
   *
   * @param reason the stable reason
   * @param observed what was seen: a sentence without its full stop
   * @param remedy what to do: a sentence without its full stop
   * @param cause what was thrown underneath, or null
   */
  public RotationException(
      Reason reason, String observed, String remedy, @Nullable Throwable cause) {
    this(reason, observed, remedy, sentence(observed) + " " + sentence(remedy), cause);
  }

  private RotationException(
      Reason reason, String observed, String remedy, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.reason = Objects.requireNonNull(reason, "reason");
    this.observed = observed;
    this.remedy = remedy;
  }

  /** Adds where it happened, and takes every secret that the step has seen out of all texts. */
  RotationException during(Step step, SecretId secret, Redactor redactor) {
    String seen = redactor.redact(observed);
    String advice = redactor.redact(remedy);
    RotationException located =
        new RotationException(
            reason,
            seen,
            advice,
            "%s of %s: %s %s".formatted(step, secret, sentence(seen), sentence(advice)),
            redactor.redact(getCause()));
    located.setStackTrace(getStackTrace());
    return located;
  }

  /** Services end what they say with a full stop, or not. */
  private static String sentence(String text) {
    return text.endsWith(".") ? text : text + ".";
  }

  /**
   * Gives the reason.
   *
   * @return what alarms and exit codes go by
   */
  public Reason reason() {
    return reason;
  }

  /**
   * Tells what was seen.
   *
   * @return a sentence without its full stop
   */
  public String observed() {
    return observed;
  }

  /**
   * Tells what to do.
   *
   * @return a sentence without its full stop
   */
  public String remedy() {
    return remedy;
  }
}
