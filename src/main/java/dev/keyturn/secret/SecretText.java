package dev.keyturn.secret;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;

/**
 * Text that must not be seen: a secret's value or a password.
 *
 * <p>Redacts itself in {@link #toString()}; {@link #reveal()} is the only way to the text, so that
 * a search for its callers lists every place that handles one. Immutable.
 */
public final class SecretText {

  private final String text;

  private SecretText(String text) {
    this.text = Objects.requireNonNull(text, "text");
  }

  /**
   * Wraps a text.
   *
   * @param text what to protect
   * @return the protected text
   */
  public static SecretText of(String text) {
    return new SecretText(text);
  }

  /**
   * Gives the text to code that sends it where it belongs.
   *
   * @return the text itself, for no log, message or exception
   */
  public String reveal() {
    return text;
  }

  /** Compares in a time that does not depend on where two texts of one length differ. */
  @Override
  public boolean equals(Object other) {
    return other instanceof SecretText that
        && MessageDigest.isEqual(
            text.getBytes(StandardCharsets.UTF_8), that.text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return "[REDACTED]";
  }
}
