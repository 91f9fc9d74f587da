package dev.keyturn.secret;

import java.util.Objects;

/**
 * A label that points at one version of a secret at a time.
 *
 * @param name {@code AWSCURRENT}, {@code AWSPENDING}, {@code AWSPREVIOUS} or one of the user's own
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/whats-in-a-secret.html">What
 *     is in a secret</a>
 */
public record StagingLabel(String name) {

  /** The version that clients read. */
  public static final StagingLabel CURRENT = new StagingLabel("AWSCURRENT");

  /** The version that a rotation is bringing in. */
  public static final StagingLabel PENDING = new StagingLabel("AWSPENDING");

  /** The version that was current before; the service moves this label by itself. */
  public static final StagingLabel PREVIOUS = new StagingLabel("AWSPREVIOUS");

  /** Requires a name. */
  public StagingLabel {
    Objects.requireNonNull(name, "name");
  }

  @Override
  public String toString() {
    return name;
  }
}
