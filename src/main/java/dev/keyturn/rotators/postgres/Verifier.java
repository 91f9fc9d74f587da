package dev.keyturn.rotators.postgres;

import dev.keyturn.secret.SecretText;
import java.sql.SQLException;
import java.util.random.RandomGenerator;
import org.postgresql.util.PasswordUtil;

/**
 * Computes what the server stores instead of a password, so that neither its log nor {@code
 * pg_stat_activity} ever sees the password.
 */
final class Verifier {

  /** As long as the server's own salts are. */
  private static final int SALT_BYTES = 16;

  private final RandomGenerator random;

  Verifier(RandomGenerator random) {
    this.random = random;
  }

  /** The statement that sets a password; it tells neither the password nor how long it is. */
  String statement(String role, SecretText password, SessionFacts server) throws SQLException {
    return "ALTER ROLE %s PASSWORD %s"
        .formatted(Sql.identifier(role), Sql.literal(verifier(role, password, server)));
  }

  private String verifier(String role, SecretText password, SessionFacts server)
      throws SQLException {
    char[] characters = password.reveal().toCharArray();
    if (server.storesMd5()) {
      return PasswordUtil.encodePassword(role, characters, "md5");
    }
    byte[] salt = new byte[SALT_BYTES];
    random.nextBytes(salt);
    return PasswordUtil.encodeScramSha256(characters, server.scramIterations(), salt);
  }
}
