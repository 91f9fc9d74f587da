package dev.keyturn.rotators.postgres;

import dev.keyturn.RotationHandler;
import dev.keyturn.credential.Codec;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.credential.DatabaseDefaults;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.SetRequest;
import dev.keyturn.rotation.VerifyRequest;
import dev.keyturn.rotators.jdbc.CertificateAuthorities;
import dev.keyturn.rotators.jdbc.Pause;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Rotates passwords of PostgreSQL roles: of one that changes its own, of one that an administrator
 * changes, or of two that take turns.
 *
 * <p>The server never gets a password, only what it stores itself: a SCRAM-SHA-256 verifier, or an
 * MD5 hash if {@code password_encryption} asks for that. Whatever a step changes is one
 * transaction, with the password last.
 *
 * <p>Of two users who take turns, one is the original and the other its alternate: a member of the
 * original, with its attributes, memberships and settings, made when it is missing and compared at
 * every rotation. {@code OBJECT_OWNER=original} makes it act as the original from login on, so that
 * what it creates belongs to the original: {@code current_user} is then the original's name in its
 * sessions, and row security sees the original.
 *
 * <p>TLS verifies chain and host name; {@code CA_BUNDLE} adds an authority. Thread-safe.
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-alterrole.html">ALTER ROLE</a>
 */
public final class PostgresRotator extends RotationHandler<DatabaseCredential, Connection> {

  static final String DATABASE = "postgres";

  private static final Codec<DatabaseCredential> CODEC =
      DatabaseCredential.codec(
          new DatabaseDefaults(List.of("postgres", "aurora-postgresql"), 5432, DATABASE));

  private final PostgresLogin login;
  private final PasswordChange.Means means;

  /** Constructs the rotator, in Lambda's environment or in the one that is constructing it. */
  public PostgresRotator() {
    this(Pause.sleeping());
  }

  PostgresRotator(Pause pause) {
    this.login = new PostgresLogin(CertificateAuthorities.from(settings()));
    this.means =
        new PasswordChange.Means(ObjectOwner.from(settings()), new Verifier(random()), pause);
  }

  @Override
  public Codec<DatabaseCredential> codec() {
    return CODEC;
  }

  @Override
  public LoginResult<Connection> login(LoginRequest<DatabaseCredential> request) {
    return login.attempt(request);
  }

  @Override
  public void set(SetRequest<DatabaseCredential, Connection> request) throws InterruptedException {
    PasswordChange.make(means, request);
  }

  /** Asks the server who is logged in: a pooler in between may have mapped the name. */
  @Override
  public void verify(VerifyRequest<DatabaseCredential, Connection> request) {
    String expected = request.pending().username();
    String user = user(request);
    if (!expected.equals(user)) {
      throw new RotationException(
          Reason.IDENTITY_MISMATCH,
          "AWSPENDING logged in as '%s', but the session is of '%s'".formatted(expected, user),
          "Let member 'host' name the server itself, not a pooler that maps users");
    }
  }

  private static String user(VerifyRequest<DatabaseCredential, Connection> request) {
    try (Statement statement = request.session().createStatement();
        ResultSet row = statement.executeQuery("SELECT session_user")) {
      row.next();
      return row.getString(1);
    } catch (SQLException e) {
      throw VerifyFailure.of(e, request.pending());
    }
  }
}
