package dev.keyturn.rotators.mysql;

import dev.keyturn.rotators.mysqlprotocol.Account;
import dev.keyturn.rotators.mysqlprotocol.Change;
import dev.keyturn.rotators.mysqlprotocol.Dialect;
import dev.keyturn.rotators.mysqlprotocol.Product;
import dev.keyturn.rotators.mysqlprotocol.ServerVersion;
import dev.keyturn.rotators.mysqlprotocol.Setting;
import dev.keyturn.rotators.mysqlprotocol.Sql;
import dev.keyturn.rotators.mysqlprotocol.Statements;
import dev.keyturn.secret.SecretText;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What MySQL does in its own way. */
final class MySqlDialect implements Dialect {

  private static final Product PRODUCT = new Product("MySQL", List.of("mysql", "aurora-mysql"), 32);

  private static final Set<String> PASSWORD_PLUGINS =
      Set.of("caching_sha2_password", "mysql_native_password");

  /** ER_NO_SUCH_TABLE: before version 8 there are no roles. */
  private static final int NO_SUCH_TABLE = 1146;

  private static final int POLICY = 1819;

  @Override
  public Product product() {
    return PRODUCT;
  }

  @Override
  public Optional<String> objection(ServerVersion server) {
    if (server.mariaDb()) {
      return Optional.of(
          "Rotate this secret with MariaDbRotator, and put mariadb into member 'engine'");
    }
    // dev.mysql.com/doc/refman/5.7/en/alter-user.html: IDENTIFIED BY and account locking
    return server.isAtLeast(5, 7, 6)
        ? Optional.empty()
        : Optional.of("Upgrade the server to MySQL 8.0 or later; 5.7.6 is the oldest that works");
  }

  @Override
  public void setOwn(Setting setting) throws SQLException {
    new OwnPassword(setting).set();
  }

  @Override
  public void setInUse(Setting setting) throws SQLException {
    new PasswordInUse(setting).set();
  }

  /** A password that an idle account kept from the time when it was in use ends first. */
  @Override
  public void setIdle(Setting setting) throws SQLException {
    if (Feature.TWO_PASSWORDS.in(setting.server())) {
      setting.alter(account -> "DISCARD OLD PASSWORD", "");
    }
    String password = Sql.literal(setting.password().reveal());
    setting.alter(account -> "IDENTIFIED BY " + password, " ACCOUNT UNLOCK");
  }

  @Override
  public Optional<String> passwordPlugin(Statements statements, Account account, String plugin) {
    return PASSWORD_PLUGINS.contains(plugin) ? Optional.of(plugin) : Optional.empty();
  }

  @Override
  public String identification(String plugin, SecretText password) {
    return "IDENTIFIED WITH %s BY %s"
        .formatted(Sql.literal(plugin), Sql.literal(password.reveal()));
  }

  @Override
  public Map<String, String> limits() {
    Map<String, String> limits = new LinkedHashMap<>();
    limits.put("max_questions", "MAX_QUERIES_PER_HOUR");
    limits.put("max_updates", "MAX_UPDATES_PER_HOUR");
    limits.put("max_connections", "MAX_CONNECTIONS_PER_HOUR");
    limits.put("max_user_connections", "MAX_USER_CONNECTIONS");
    return limits;
  }

  @Override
  public List<String> defaultRoles(Statements statements, Account account) throws SQLException {
    Change query =
        Change.reading(
            "reading the default roles of " + account,
            "SELECT default_role_user, default_role_host FROM mysql.default_roles"
                + " WHERE user = ? AND host = ? ORDER BY 1, 2");
    try {
      return statements.list(
          query,
          row -> new Account(row.getString(1), row.getString(2)).toString(),
          account.user(),
          account.host());
    } catch (SQLException e) {
      if (e.getErrorCode() == NO_SUCH_TABLE) {
        return List.of();
      }
      throw e;
    }
  }

  @Override
  public Change setDefaultRoles(Account account, List<String> roles) {
    return Change.ofAccount(
        "setting the default roles of " + account,
        "SET DEFAULT ROLE %s TO %s"
            .formatted(roles.isEmpty() ? "NONE" : String.join(", ", roles), account));
  }

  /**
   * @see <a href="https://dev.mysql.com/doc/refman/8.4/en/validate-password.html">MySQL: the
   *     password validation component</a>
   */
  @Override
  public Optional<String> policyRemedy(Statements statements, SQLException failure)
      throws SQLException {
    if (failure.getErrorCode() != POLICY) {
      return Optional.empty();
    }
    Change query =
        new Change("reading the password policy", "SHOW VARIABLES LIKE 'validate_password%'", "");
    List<String> settings =
        statements.list(query, row -> row.getString(1) + "=" + row.getString(2));
    return Optional.of(
        ("Let the function make passwords that validate_password takes, by its variables PASSWORD_LENGTH"
                + " and EXCLUDE_…; the server has %s. Then remove AWSPENDING from its version; the next"
                + " rotation makes a new password")
            .formatted(String.join(", ", settings)));
  }
}
