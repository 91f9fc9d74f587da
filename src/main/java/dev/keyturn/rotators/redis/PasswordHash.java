package dev.keyturn.rotators.redis;

import dev.keyturn.secret.SecretText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What the server stores instead of a password, so that neither it nor whoever listens to it gets
 * to see the password.
 *
 * @see <a href="https://redis.io/docs/latest/commands/acl-setuser/">ACL SETUSER</a>
 */
final class PasswordHash {

  private PasswordHash() {}

  static String of(SecretText password) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(password.reveal().getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }
}
