package dev.keyturn.credential;

/**
 * What a protected service cannot take in a password.
 *
 * @param unusable characters that it refuses or misreads
 * @param longest the most characters that it takes
 */
public record PasswordLimits(String unusable, int longest) {

  /** A service that takes every printable ASCII character, in any length that can be made. */
  public static final PasswordLimits NONE = new PasswordLimits("", PasswordPolicy.LONGEST);
}
