package dev.keyturn.rotators.mariadb;

import dev.keyturn.rotators.mysqlprotocol.AccountRotator;

/**
 * Rotates passwords of MariaDB users: of one that changes its own, of one that an administrator
 * changes, or of two that take turns.
 *
 * <p>An account has one password for each way in which it authenticates. It is set for the first
 * way that is {@code mysql_native_password} or {@code ed25519}; other ways stay as they are.
 *
 * <p>The server writes statements into its log as they come, so it never gets a password, only what
 * it stores itself.
 *
 * <p>TLS verifies chain and host name; {@code CA_BUNDLE} adds an authority. Thread-safe.
 *
 * @see <a
 *     href="https://mariadb.com/docs/server/reference/sql-statements/account-management-sql-statements/alter-user">ALTER
 *     USER</a>
 */
public final class MariaDbRotator extends AccountRotator {

  /** Constructs the rotator, in Lambda's environment or in the one that is constructing it. */
  public MariaDbRotator() {
    super(new MariaDbDialect());
  }
}
