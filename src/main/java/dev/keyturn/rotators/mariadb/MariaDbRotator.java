package dev.keyturn.rotators.mariadb;

import dev.keyturn.RotationHandler;
import dev.keyturn.credential.Codec;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.SetRequest;
import dev.keyturn.rotation.VerifyRequest;
import dev.keyturn.rotators.jdbc.CertificateAuthorities;
import dev.keyturn.rotators.mysqlprotocol.Dialect;
import dev.keyturn.rotators.mysqlprotocol.PasswordChange;
import dev.keyturn.rotators.mysqlprotocol.ServerLogin;
import java.sql.Connection;

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
public final class MariaDbRotator extends RotationHandler<DatabaseCredential, Connection> {

  private static final Dialect DIALECT = new MariaDbDialect();
  private static final Codec<DatabaseCredential> CODEC = DIALECT.product().codec();

  private final ServerLogin login =
      new ServerLogin(DIALECT.product(), CertificateAuthorities.from(settings()));

  /** Constructs the rotator, in Lambda's environment or in the one that is constructing it. */
  public MariaDbRotator() {}

  @Override
  public Codec<DatabaseCredential> codec() {
    return CODEC;
  }

  @Override
  public LoginResult<Connection> login(LoginRequest<DatabaseCredential> request) {
    return login.attempt(request);
  }

  @Override
  public void set(SetRequest<DatabaseCredential, Connection> request) {
    PasswordChange.make(DIALECT, request);
  }

  @Override
  public void verify(VerifyRequest<DatabaseCredential, Connection> request) {
    login.verify(request);
  }
}
