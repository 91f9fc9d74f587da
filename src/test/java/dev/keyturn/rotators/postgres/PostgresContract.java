package dev.keyturn.rotators.postgres;

import dev.keyturn.RotationEnvironment;
import dev.keyturn.RotationHandler;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.testkit.Account;
import dev.keyturn.testkit.RotatorContract;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

/** The contract on a real server, which writes every statement to its log. */
@ExtendWith(SharedPostgres.class)
abstract class PostgresContract extends RotatorContract<DatabaseCredential> {

  private static final String WRONG_PASSWORD = "28P01";

  private final String strategy;
  private final String admin = Database.freshName("contract_admin");
  private final String adminPassword = UUID.randomUUID().toString();
  private Database database;
  private Connection superuser;

  PostgresContract(String strategy) {
    this.strategy = strategy;
  }

  @BeforeAll
  void prepare(Database shared) throws SQLException {
    database = shared;
    superuser = shared.server().connect();
    try (Statement statement = superuser.createStatement()) {
      statement.execute("SET log_statement = none");
      statement.execute("SET log_min_duration_statement = -1");
      statement.execute("SET scram_iterations = 1");
    }
    password(admin, adminPassword);
    database.run("ALTER ROLE " + admin + " SUPERUSER");
  }

  @AfterAll
  void close() throws SQLException {
    superuser.close();
  }

  @Override
  protected RotationHandler<DatabaseCredential, ?> rotator() {
    return new PostgresRotator();
  }

  @Override
  protected RotationEnvironment environment(RotationEnvironment usual) {
    return usual.withVariables(Map.of("ROTATION_STRATEGY", strategy));
  }

  @Override
  protected String subject() {
    return "PostgreSQL, " + strategy;
  }

  @Override
  protected InetSocketAddress address() {
    return new InetSocketAddress(database.server().host(), database.server().port());
  }

  @Override
  protected String secret(Account account) throws SQLException {
    password(account.user(), account.password());
    return json(account);
  }

  @Override
  protected Optional<String> adminSecret(String host, int port) {
    return Optional.of(json(new Account(host, port, admin, adminPassword, null)));
  }

  /** A handshake less for each of many logins. */
  private static String json(Account account) {
    return SecretJson.parse(account.json("postgres")).with("ssl", false).toString();
  }

  @Override
  protected boolean logsIn(DatabaseCredential credential) throws SQLException {
    Properties login = new Properties();
    login.setProperty("user", credential.username());
    login.setProperty("password", credential.password().reveal());
    login.setProperty("sslmode", "disable");
    login.setProperty("gssEncMode", "disable");
    try {
      DriverManager.getConnection(
              "jdbc:postgresql://localhost:%d/postgres".formatted(database.server().port()), login)
          .close();
      return true;
    } catch (SQLException e) {
      if (WRONG_PASSWORD.equals(e.getSQLState())) {
        return false;
      }
      throw e;
    }
  }

  @Override
  protected String serverLog() throws IOException {
    return database.log();
  }

  /** Of a role that is made if there is none; what its logins cost is not what is tested. */
  private synchronized void password(String role, String password) throws SQLException {
    if (said("SELECT oid FROM pg_roles WHERE rolname = ?", role).isEmpty()) {
      execute("SELECT format('CREATE ROLE %I LOGIN', ?)", role);
      execute("SELECT format('ALTER ROLE %I SET scram_iterations = 1', ?)", role);
    }
    execute("SELECT format('ALTER ROLE %I PASSWORD %L', ?, ?)", role, password);
  }

  private void execute(String format, String... values) throws SQLException {
    try (Statement statement = superuser.createStatement()) {
      statement.execute(said(format, values).orElseThrow());
    }
  }

  private Optional<String> said(String query, String... values) throws SQLException {
    try (PreparedStatement statement = superuser.prepareStatement(query)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
      }
    }
  }
}
