package dev.keyturn.local.secrets;

import java.util.random.RandomGenerator;

/** Makes ARNs, whose random end makes a later secret of the same name another one. */
public final class Arns {

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final int LENGTH = 6;
  private static final int REGION = 3;

  private Arns() {}

  /** The same ARN in another region. */
  static String in(String region, String arn) {
    String[] parts = arn.split(":", -1);
    parts[REGION] = region;
    return String.join(":", parts);
  }

  /**
   * Makes the ARN of a new secret.
   *
   * @param key its scope and name
   * @param random makes the end
   * @return the ARN
   */
  public static String next(SecretKey key, RandomGenerator random) {
    StringBuilder arn = new StringBuilder(key.scope().arnPrefix()).append(key.name()).append('-');
    for (int i = 0; i < LENGTH; i++) {
      arn.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    return arn.toString();
  }
}
