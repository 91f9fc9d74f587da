package dev.keyturn.rotators.mysqlprotocol;

import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.VerifyRequest;
import dev.keyturn.rotators.jdbc.CertificateAuthorities;
import dev.keyturn.secret.Deadline;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.NonRegisteringDriver;

/**
 * One fresh connection, by the one driver. Thread-safe.
 *
 * <p>Everything goes by properties, or is checked before: in a URL, a host or database name of a
 * secret could bring options of its own.
 */
public final class ServerLogin {

  /** Longer than any healthy server takes, and short enough to leave time for the rest. */
  private static final Duration LONGEST_CONNECT = Duration.ofSeconds(10);

  /**
   * What statements are quoted by. The server writes account names with backticks then, too.
   *
   * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/sql-mode.html">MySQL: SQL modes</a>
   */
  private static final String SESSION =
      "sql_mode='NO_BACKSLASH_ESCAPES',sql_quote_show_create=1,autocommit=1";

  private final Product product;
  private final CertificateAuthorities authorities;
  private final Names names;

  /**
   * Constructs a login.
   *
   * @param product the product whose secrets these are
   * @param authorities whose certificates are good
   */
  public ServerLogin(Product product, CertificateAuthorities authorities) {
    this.product = product;
    this.authorities = authorities;
    this.names = new Names(product);
  }

  /**
   * Logs in.
   *
   * @param request who, where and until when
   * @return accepted with an open session, rejected, or unavailable
   */
  public LoginResult<Connection> attempt(LoginRequest<DatabaseCredential> request) {
    DatabaseCredential credential = request.credential();
    names.check(credential, request.authority().toString());
    if (!credential.tls()) {
      request
          .warnings()
          .accept(
              "%s was sent unencrypted, because it says ssl: false".formatted(request.authority()));
    }
    try {
      return new LoginResult.Accepted<>(connect(credential, request.deadline()));
    } catch (SQLException e) {
      return LoginFailure.of(e, product, request);
    }
  }

  /**
   * Asks the server whose session it is: an account without a name, or a proxy in between, may have
   * taken the login for somebody else's.
   *
   * @param request the session of the pending credential
   */
  public void verify(VerifyRequest<DatabaseCredential, Connection> request) {
    DatabaseCredential pending = request.pending();
    Account account;
    try {
      account = currentUser(request.session());
    } catch (SQLException e) {
      throw LoginFailure.whileAsking(e, pending);
    }
    if (!pending.username().equals(account.user())) {
      throw notItself("AWSPENDING", pending.username(), account);
    }
  }

  static Account currentUser(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT CURRENT_USER()")) {
      row.next();
      return Account.parse(row.getString(1));
    }
  }

  static RotationException notItself(String authority, String expected, Account account) {
    return new RotationException(
        Reason.IDENTITY_MISMATCH,
        "%s logged in as '%s', but the session is of %s".formatted(authority, expected, account),
        "Drop accounts without a user name, and let member 'host' name the server itself, not a proxy"
            + " that maps users");
  }

  private Connection connect(DatabaseCredential credential, Deadline deadline) throws SQLException {
    Connection connection =
        NonRegisteringDriver.connect(
            Configuration.parse(
                "jdbc:mariadb://address=(host=%s)(port=%d)/"
                    .formatted(credential.host(), credential.port()),
                properties(credential, deadline)));
    if (!credential.database().equals(Product.NO_DATABASE)) {
      choose(connection, credential.database());
    }
    return connection;
  }

  private static void choose(Connection connection, String database) throws SQLException {
    try {
      connection.setCatalog(database);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  private Properties properties(DatabaseCredential credential, Deadline deadline) {
    Properties properties = new Properties();
    properties.setProperty("user", credential.username());
    properties.setProperty("password", credential.password().reveal());
    properties.setProperty("connectTimeout", millis(deadline.atMost(LONGEST_CONNECT)));
    properties.setProperty("socketTimeout", millis(deadline.remaining()));
    properties.setProperty("sessionVariables", SESSION);
    // A server could send the login on to another one, or ask for the function's files.
    properties.setProperty("permitRedirect", "false");
    properties.setProperty("allowLocalInfile", "false");
    if (credential.tls()) {
      properties.setProperty("sslMode", "verify-full");
      properties.setProperty("tlsSocketType", TlsPlugin.TYPE);
      properties.setProperty("serverSslCert", authorities.pem());
    } else {
      properties.setProperty("sslMode", "disable");
      // Whoever can pass for the server could read the password anyway.
      properties.setProperty("allowPublicKeyRetrieval", "true");
    }
    return properties;
  }

  private static String millis(Duration duration) {
    return String.valueOf(Math.max(1, duration.toMillis()));
  }
}
