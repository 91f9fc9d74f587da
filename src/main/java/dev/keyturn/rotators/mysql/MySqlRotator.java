package dev.keyturn.rotators.mysql;

import dev.keyturn.RotationHandler;
import dev.keyturn.credential.Codec;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.credential.PasswordLimits;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.Overlap;
import dev.keyturn.rotation.SetRequest;
import dev.keyturn.rotation.VerifyRequest;
import dev.keyturn.rotators.jdbc.CertificateAuthorities;
import dev.keyturn.rotators.mysqlprotocol.Dialect;
import dev.keyturn.rotators.mysqlprotocol.PasswordChange;
import dev.keyturn.rotators.mysqlprotocol.ServerLogin;
import java.sql.Connection;

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
public final class MySqlRotator extends RotationHandler<DatabaseCredential, Connection> {

  /**
   * As many bytes as the server's plugins take.
   *
   * @see <a
   *     href="https://dev.mysql.com/doc/refman/8.4/en/caching-sha2-pluggable-authentication.html">MySQL:
   *     caching SHA-2 pluggable authentication</a>
   */
  private static final PasswordLimits LIMITS = new PasswordLimits("", 256);

  private static final Dialect DIALECT = new MySqlDialect();
  private static final Codec<DatabaseCredential> CODEC = DIALECT.product().codec();

  private final ServerLogin login =
      new ServerLogin(DIALECT.product(), CertificateAuthorities.from(settings()));

  /** Constructs the rotator, in Lambda's environment or in the one that is constructing it. */
  public MySqlRotator() {}

  @Override
  public Codec<DatabaseCredential> codec() {
    return CODEC;
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
