package dev.keyturn.rotators.postgres;

import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotators.jdbc.CertificateAuthorities;
import dev.keyturn.secret.Deadline;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Objects;
import java.util.Properties;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/**
 * One fresh connection, by the one driver.
 *
 * <p>Everything goes by properties: in a URL, a host or database name of a secret could bring
 * options of its own.
 */
final class PostgresLogin {

  private static final String URL = "jdbc:postgresql://";

  /** Longer than any healthy server takes, and short enough to leave time for the rest. */
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);

  private final Driver driver = new Driver();
  private final CertificateAuthorities authorities;

  PostgresLogin(CertificateAuthorities authorities) {
    this.authorities = authorities;
  }

  LoginResult<Connection> attempt(LoginRequest<DatabaseCredential> request) {
    DatabaseCredential credential = request.credential();
    Names.check(credential, request.authority().toString());
    if (!credential.tls()) {
      request
          .warnings()
          .accept(
              "%s was sent unencrypted, because it says ssl: false".formatted(request.authority()));
    }
    try {
      Properties properties = properties(credential, request.deadline());
      return new LoginResult.Accepted<>(
          Objects.requireNonNull(driver.connect(URL, properties), "connection"));
    } catch (SQLException e) {
      return LoginFailure.of(e, request);
    }
  }

  private Properties properties(DatabaseCredential credential, Deadline deadline) {
    Duration connect = deadline.atMost(LONGEST_CONNECT);
    Properties properties = new Properties();
    PGProperty.PG_HOST.set(properties, credential.host());
    PGProperty.PG_PORT.set(properties, credential.port());
    PGProperty.PG_DBNAME.set(properties, credential.database());
    PGProperty.USER.set(properties, credential.username());
    PGProperty.PASSWORD.set(properties, credential.password().reveal());
    PGProperty.APPLICATION_NAME.set(properties, "keyturn");
    // This one covers name resolution and every address, and takes fractions of a second.
    PGProperty.LOGIN_TIMEOUT.set(properties, String.valueOf(connect.toMillis() / 1000.0));
    PGProperty.CONNECT_TIMEOUT.set(properties, wholeSeconds(connect.plusMillis(999)));
    PGProperty.SOCKET_TIMEOUT.set(properties, wholeSeconds(deadline.remaining()));
    // Kerberos encryption is asked for first otherwise, which costs a connection.
    PGProperty.GSS_ENC_MODE.set(properties, "disable");
    // Details of errors can quote what was sent.
    PGProperty.LOG_SERVER_ERROR_DETAIL.set(properties, false);
    if (credential.tls()) {
      PGProperty.SSL_MODE.set(properties, "verify-full");
      PGProperty.SSL_FACTORY.set(properties, TlsSocketFactory.class.getName());
      PGProperty.SSL_FACTORY_ARG.set(properties, authorities.pem());
    } else {
      PGProperty.SSL_MODE.set(properties, "disable");
    }
    return properties;
  }

  private static int wholeSeconds(Duration duration) {
    return (int) Math.max(1, duration.toSeconds());
  }
}
