package dev.keyturn.rotators.mysqlprotocol;

import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.rotation.Authority;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.LoginResult.Rejected;
import dev.keyturn.rotation.LoginResult.Unavailable;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotators.jdbc.NetworkFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.mariadb.jdbc.export.MaxAllowedPacketException;

/**
 * What a login that failed says: that the credential is wrong, or only that nobody knows.
 *
 * @see <a href="https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html">MySQL:
 *     server errors</a>
 * @see <a href="https://mariadb.com/docs/server/reference/error-codes">MariaDB: error codes</a>
 */
final class LoginFailure {

  private static final String LOG =
      "Look into the server's log at this time; the rotation may be started again";

  private record Fact(Reason reason, String remedy) {}

  private LoginFailure() {}

  static LoginResult<Connection> of(
      SQLException failure, Product product, LoginRequest<DatabaseCredential> request) {
    DatabaseCredential credential = request.credential();
    String said = ServerSaid.text(failure);
    if (isWithoutTls(failure)) {
      return new Unavailable<>(
          Reason.TLS_FAILED,
          "the server does not offer TLS",
          "Switch TLS on in the server, or accept an unencrypted connection with \"ssl\": false in the"
              + " secret",
          failure);
    }
    if (failure.getCause() instanceof MaxAllowedPacketException) {
      return unavailable(anotherService(product), "what answers is no " + product.name(), failure);
    }
    Optional<Unavailable<Connection>> network =
        NetworkFailure.of(failure, credential.host(), credential.port());
    if (network.isPresent()) {
      return network.get();
    }
    return switch (failure.getErrorCode()) {
      case 1045, 1698 -> new Rejected<>(said + (credential.tls() ? "" : "; TLS may be required"));
      // An administrator makes a pending alternate able to log in, so it is not told apart.
      case 3118, 4151 ->
          request.authority() == Authority.PENDING
              ? new Rejected<>(said)
              : unavailable(locked(credential), said, failure);
      default -> unavailable(fact(failure, product, credential), said, failure);
    };
  }

  /** Why a session that was open could not be asked who it is of. */
  static RotationException whileAsking(SQLException failure, DatabaseCredential pending) {
    String doing = "asking who is logged in with AWSPENDING failed: ";
    Optional<Unavailable<Connection>> network =
        NetworkFailure.of(failure, pending.host(), pending.port());
    return network
        .map(
            fact ->
                new RotationException(
                    fact.reason(), doing + fact.observed(), fact.remedy(), failure))
        .orElseGet(
            () ->
                new RotationException(
                    Reason.SERVICE_FAILED, doing + ServerSaid.text(failure), LOG, failure));
  }

  private static LoginResult<Connection> unavailable(Fact fact, String said, SQLException failure) {
    return new Unavailable<>(fact.reason(), said, fact.remedy(), failure);
  }

  private static Fact locked(DatabaseCredential credential) {
    return new Fact(
        Reason.CREDENTIALS_REJECTED, "Run: ALTER USER " + anyHost(credential) + " ACCOUNT UNLOCK");
  }

  private static Fact fact(SQLException failure, Product product, DatabaseCredential credential) {
    return switch (failure.getErrorCode()) {
      case 1040 ->
          new Fact(Reason.CONNECTION_LIMIT, "Close idle connections, or raise max_connections");
      case 1203, 1226 ->
          new Fact(
              Reason.CONNECTION_LIMIT,
              "Close idle connections, or raise max_user_connections or the limits of "
                  + anyHost(credential));
      case 1049 ->
          new Fact(
              Reason.DATABASE_MISSING,
              "Put a database that exists into member 'dbname', or leave the member out");
      case 1044 ->
          new Fact(
              Reason.PRIVILEGE_MISSING,
              "Put a database that the user may use into member 'dbname', or leave the member out");
      case 1129 ->
          new Fact(
              Reason.SERVICE_REFUSED, "Run: FLUSH HOSTS; and see who connects without logging in");
      case 1130 ->
          new Fact(
              Reason.SERVICE_REFUSED,
              "Create the account for a host that the function's address matches, for instance "
                  + anyHost(credential));
      case 1820, 1862 ->
          new Fact(
              Reason.CREDENTIALS_REJECTED,
              "Set the expired password again as an admin, then run: ALTER USER %s PASSWORD EXPIRE NEVER"
                  .formatted(anyHost(credential)));
      case 3955, 4150 -> locked(credential);
      case 1053, 1077, 1079 ->
          new Fact(
              Reason.SERVICE_NOT_READY,
              "Wait until the server has started; Secrets Manager reattempts the rotation");
      case 1251, 1524 ->
          new Fact(
              Reason.SERVICE_REFUSED,
              "Let the account of '%s' authenticate by a password, with a plugin that the server has"
                  .formatted(credential.username()));
      default -> byState(failure, product);
    };
  }

  private static Fact byState(SQLException failure, Product product) {
    // The driver's own, where the server did not speak the protocol.
    return failure.getErrorCode() <= 0
        ? anotherService(product)
        : new Fact(Reason.SERVICE_FAILED, LOG);
  }

  private static Fact anotherService(Product product) {
    return new Fact(
        Reason.SERVICE_FAILED,
        "See that it is %s that listens where members 'host' and 'port' say"
            .formatted(product.name()));
  }

  private static String anyHost(DatabaseCredential credential) {
    return new Account(credential.username(), "%").toString();
  }

  /** The driver has neither an error number nor an SQLState of its own for it. */
  private static boolean isWithoutTls(SQLException failure) {
    String message = failure.getMessage();
    return message != null && message.endsWith("ssl not enabled in the server");
  }
}
