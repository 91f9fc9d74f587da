package dev.keyturn.rotators.postgres;

import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.rotation.Authority;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.LoginResult.Rejected;
import dev.keyturn.rotation.LoginResult.Unavailable;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotators.jdbc.NetworkFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.util.GT;

/**
 * What a login that failed says: that the credential is wrong, or only that nobody knows.
 *
 * @see <a href="https://www.postgresql.org/docs/current/errcodes-appendix.html">PostgreSQL: error
 *     codes</a>
 */
final class LoginFailure {

  /** Invalid authorization specification: wrong password, no such role, NOLOGIN, pg_hba.conf. */
  private static final String NOT_AUTHORIZED = "28";

  private static final String CONNECTION_REJECTED = "08004";
  private static final String PROTOCOL_VIOLATION = "08P01";

  private LoginFailure() {}

  static LoginResult<Connection> of(
      SQLException failure, LoginRequest<DatabaseCredential> request) {
    DatabaseCredential credential = request.credential();
    Optional<Unavailable<Connection>> network =
        NetworkFailure.of(failure, credential.host(), credential.port());
    if (network.isPresent()) {
      return network.get();
    }
    String state = failure.getSQLState();
    String said = ServerSaid.text(failure);
    if (state != null && state.startsWith(NOT_AUTHORIZED)) {
      Optional<Fact> closed = closed(failure, request);
      return closed.isEmpty() ? new Rejected<>(said) : unavailable(closed.get(), said, failure);
    }
    if (CONNECTION_REJECTED.equals(state) && isWithoutTls(failure)) {
      return new Unavailable<>(
          Reason.TLS_FAILED,
          "the server does not offer TLS",
          "Switch TLS on in the server, or accept an unencrypted connection with \"ssl\": false in the"
              + " secret",
          failure);
    }
    return unavailable(fact(state == null ? "" : state, credential), said, failure);
  }

  private record Fact(Reason reason, String remedy) {}

  private static LoginResult<Connection> unavailable(Fact fact, String said, SQLException failure) {
    return new Unavailable<>(fact.reason(), said, fact.remedy(), failure);
  }

  /**
   * Why no password would be accepted. The SQLState is that of other rejections too, so that only
   * the place in the server tells.
   */
  private static Optional<Fact> closed(
      SQLException failure, LoginRequest<DatabaseCredential> request) {
    DatabaseCredential credential = request.credential();
    return switch (ServerSaid.routine(failure)) {
      case "ClientAuthentication" ->
          Optional.of(
              new Fact(
                  Reason.SERVICE_REFUSED,
                  credential.tls()
                      ? "Add a line that lets this user in from there to pg_hba.conf"
                      : "Remove \"ssl\": false from the secret, since the server may want TLS; otherwise"
                          + " add a line that lets this user in from there to pg_hba.conf"));
      // An administrator makes a pending alternate able to log in, so it is not told apart.
      case "InitializeSessionUserId" ->
          request.authority() == Authority.PENDING
              ? Optional.empty()
              : Optional.of(
                  new Fact(
                      Reason.CREDENTIALS_REJECTED,
                      "Run: ALTER ROLE " + Sql.identifier(credential.username()) + " LOGIN"));
      default -> Optional.empty();
    };
  }

  private static Fact fact(String state, DatabaseCredential credential) {
    return switch (state) {
      case "57P03", "57P01", "57P02" ->
          new Fact(
              Reason.SERVICE_NOT_READY,
              "Wait until the server has started; Secrets Manager reattempts the rotation");
      case "53300" ->
          new Fact(
              Reason.CONNECTION_LIMIT,
              "Close idle connections, or raise max_connections or the CONNECTION LIMIT of role "
                  + Sql.identifier(credential.username()));
      case "3D000" ->
          new Fact(
              Reason.DATABASE_MISSING,
              "Put a database that exists into member 'dbname', or leave the member out for "
                  + Sql.identifier(PostgresRotator.DATABASE));
      case PROTOCOL_VIOLATION ->
          new Fact(
              Reason.SERVICE_FAILED,
              "See that it is PostgreSQL that listens where members 'host' and 'port' say");
      case "42501" ->
          new Fact(
              Reason.PRIVILEGE_MISSING,
              "Run: GRANT CONNECT ON DATABASE %s TO %s"
                  .formatted(
                      Sql.identifier(credential.database()),
                      Sql.identifier(credential.username())));
      default ->
          new Fact(
              Reason.SERVICE_FAILED,
              "Look into the server's log at this time; the rotation may be started again");
    };
  }

  /** The driver has one SQLState for this and for ways to authenticate that it lacks. */
  private static boolean isWithoutTls(SQLException failure) {
    return GT.tr("The server does not support SSL.").equals(failure.getMessage());
  }
}
