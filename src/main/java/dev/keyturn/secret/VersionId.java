package dev.keyturn.secret;

import java.util.Objects;

/**
 * Identifies a version of a secret; the {@code ClientRequestToken} that created it.
 *
 * <p>32 to 64 characters, often a UUID but not always: Terraform sends {@code terraform-} and a
 * date. Not sensitive.
 *
 * @param value the id
 */
public record VersionId(String value) {

  private static final int SHORTEST = 32;
  private static final int LONGEST = 64;

  /**
   * Checks the length.
   *
   * @throws IllegalArgumentException if the id has fewer than 32 or more than 64 characters
   */
  public VersionId {
    Objects.requireNonNull(value, "value");
    if (value.length() < SHORTEST || value.length() > LONGEST) {
      throw new IllegalArgumentException(
          "a version id has %d to %d characters, not %d"
              .formatted(SHORTEST, LONGEST, value.length()));
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
