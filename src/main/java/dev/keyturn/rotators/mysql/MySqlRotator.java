package dev.keyturn.rotators.mysql;

import dev.keyturn.credential.PasswordLimits;
import dev.keyturn.rotation.Overlap;
import dev.keyturn.rotators.mysqlprotocol.AccountRotator;

/**
 * Rotates passwords of MySQL users: of one that changes its own, of one that an administrator
 * changes, or of two that take turns.
 *
 * <p>From version 8.0.14 on an account can have two passwords. A user who keeps its name keeps its
 * old password, too, until the next rotation sets the one after; so clients that have not read the
 * secret again go on. Where the server is older, or the user lacks {@code
 * APPLICATION_PASSWORD_ADMIN}, the old password ends with the change, and the step says so.
 *
 * <p>The server writes passwords neither into its logs nor into the binary log: it replaces them
 * before it logs a statement.
 *
 * <p>TLS verifies chain and host name; {@code CA_BUNDLE} adds an authority. Thread-safe.
 *
 * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/password-management.html">MySQL: password
 *     management</a>
 */
public final class MySqlRotator extends AccountRotator {

  /**
   * As many bytes as the server's plugins take.
   *
   * @see <a
   *     href="https://dev.mysql.com/doc/refman/8.4/en/caching-sha2-pluggable-authentication.html">MySQL:
   *     caching SHA-2 pluggable authentication</a>
   */
  private static final PasswordLimits LIMITS = new PasswordLimits("", 256);

  /** Constructs the rotator, in Lambda's environment or in the one that is constructing it. */
  public MySqlRotator() {
    super(new MySqlDialect());
  }

  @Override
  public PasswordLimits passwordLimits() {
    return LIMITS;
  }

  /**
   * Where the server and the user's privileges allow it; else the step warns. Nothing is retired:
   * the server forgets the older password when the next one is set, and to have it forget it before
   * could take the one that clients use, after a rotation that was abandoned.
   */
  @Override
  public Overlap overlap() {
    return Overlap.TWO;
  }
}
