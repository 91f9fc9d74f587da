package dev.keyturn.rotators.mysqlprotocol;

import dev.keyturn.RotationHandler;
import dev.keyturn.credential.Codec;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.SetRequest;
import dev.keyturn.rotation.VerifyRequest;
import dev.keyturn.rotators.jdbc.CertificateAuthorities;
import java.sql.Connection;

/**
 * Rotates passwords of accounts, with whatever a product does in its own way.
 *
 * <p>TLS verifies chain and host name; {@code CA_BUNDLE} adds an authority. Thread-safe.
 */
public abstract class AccountRotator extends RotationHandler<DatabaseCredential, Connection> {

  private final Dialect dialect;
  private final Codec<DatabaseCredential> codec;
  private final ServerLogin login;

  /**
   * Constructs the rotator, in Lambda's environment or in the one that is constructing it.
   *
   * @param dialect what the product does in its own way
   */
  protected AccountRotator(Dialect dialect) {
    this.dialect = dialect;
    this.codec = dialect.product().codec();
    this.login = new ServerLogin(dialect.product(), CertificateAuthorities.from(settings()));
  }

  @Override
  public final Codec<DatabaseCredential> codec() {
    return codec;
  }

  @Override
  public final LoginResult<Connection> login(LoginRequest<DatabaseCredential> request) {
    return login.attempt(request);
  }

  @Override
  public final void set(SetRequest<DatabaseCredential, Connection> request) {
    PasswordChange.make(dialect, request);
  }

  @Override
  public final void verify(VerifyRequest<DatabaseCredential, Connection> request) {
    login.verify(request);
  }
}
