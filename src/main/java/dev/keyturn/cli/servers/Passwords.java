package dev.keyturn.cli.servers;

import dev.keyturn.secret.SecretText;
import java.security.SecureRandom;
import java.util.HexFormat;

/** Random passwords that need quoting nowhere. */
public final class Passwords {

  private static final SecureRandom RANDOM = new SecureRandom();

  private Passwords() {}

  /**
   * Makes a password.
   *
   * @return 32 hexadecimal digits
   */
  public static SecretText random() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return SecretText.of(HexFormat.of().formatHex(bytes));
  }
}
