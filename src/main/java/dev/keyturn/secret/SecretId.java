package dev.keyturn.secret;

import java.util.Objects;

/**
 * Name or ARN of a secret, 1 to 2048 characters as the Secrets Manager API defines {@code
 * SecretId}.
 *
 * <p>Rotation events carry the full ARN. An id is not sensitive and may be logged.
 *
 * @param value the name or ARN
 */
public record SecretId(String value) {

  private static final int LONGEST = 2048;

  /**
   * Checks the length.
   *
   * @throws IllegalArgumentException if the id is blank or longer than 2048 characters
   */
  public SecretId {
    Objects.requireNonNull(value, "value");
    if (value.isBlank() || value.length() > LONGEST) {
      throw new IllegalArgumentException(
          "a secret id has 1 to " + LONGEST + " characters, not " + value.length());
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
