package dev.keyturn.rotators.mariadb;

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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What MariaDB does in its own way. */
final class MariaDbDialect implements Dialect {

  private static final Product PRODUCT = new Product("MariaDB", List.of("mariadb"), 80);

  /** ER_OPTION_PREVENTS_STATEMENT, and the option that it must name. */
  private static final int PREVENTED = 1290;

  private static final String STRICT = "strict-password-validation";

  @Override
  public Product product() {
    return PRODUCT;
  }

  @Override
  public Optional<String> objection(ServerVersion server) {
    if (!server.mariaDb()) {
      return Optional.of(
          "Rotate this secret with MySqlRotator, and put mysql into member 'engine'");
    }
    // mariadb.com/docs/server: several ways to authenticate, and account locking
    return server.isAtLeast(10, 4, 2)
        ? Optional.empty()
        : Optional.of(
            "Upgrade the server to a version that is maintained; 10.4.2 is the oldest that works");
  }

  /** Without any privilege, which ALTER USER would need. */
  @Override
  public void setOwn(Setting setting) throws SQLException {
    if (setting.accounts().equals(List.of(setting.actor()))) {
      Authentication own = Authentication.read(setting.statements(), setting.actor());
      Hash hash = own.hash().orElse(Hash.MYSQL_NATIVE_PASSWORD);
      setting
          .statements()
          .execute(
              new Change(
                  setting.what(),
                  "SET PASSWORD = " + Sql.literal(hash.of(setting.password())),
                  ""));
      warn(setting, setting.actor(), own);
      return;
    }
    alter(setting, "");
  }

  @Override
  public void setInUse(Setting setting) throws SQLException {
    alter(setting, "");
  }

  @Override
  public void setIdle(Setting setting) throws SQLException {
    alter(setting, " ACCOUNT UNLOCK");
  }

  private static void alter(Setting setting, String options) throws SQLException {
    Map<Account, String> clauses = new HashMap<>();
    for (Account account : setting.accounts()) {
      Authentication authentication = Authentication.read(setting.statements(), account);
      clauses.put(account, authentication.identification(setting.password()));
      warn(setting, account, authentication);
    }
    setting.alter(clauses::get, options);
  }

  private static void warn(Setting setting, Account account, Authentication authentication) {
    authentication
        .otherPasswords()
        .forEach(
            plugin ->
                setting
                    .warnings()
                    .accept(
                        "%s has another password for %s, which stays valid"
                            .formatted(account, plugin)));
  }

  @Override
  public Optional<String> passwordPlugin(Statements statements, Account account, String plugin)
      throws SQLException {
    return Authentication.read(statements, account).hash().map(Hash::plugin);
  }

  @Override
  public String identification(String plugin, SecretText password) {
    return "IDENTIFIED VIA %s USING %s"
        .formatted(plugin, Sql.literal(Hash.ofPlugin(plugin).orElseThrow().of(password)));
  }

  @Override
  public Map<String, String> limits() {
    Map<String, String> limits = new LinkedHashMap<>();
    limits.put("max_questions", "MAX_QUERIES_PER_HOUR");
    limits.put("max_updates", "MAX_UPDATES_PER_HOUR");
    limits.put("max_connections", "MAX_CONNECTIONS_PER_HOUR");
    limits.put("max_user_connections", "MAX_USER_CONNECTIONS");
    limits.put("max_statement_time", "MAX_STATEMENT_TIME");
    return limits;
  }

  @Override
  public List<String> defaultRoles(Statements statements, Account account) throws SQLException {
    Change query =
        Change.reading(
            "reading the default role of " + account,
            "SELECT default_role FROM mysql.user WHERE user = ? AND host = ? AND default_role > ''");
    return statements.list(
        query, row -> Sql.literal(row.getString(1)), account.user(), account.host());
  }

  @Override
  public Change setDefaultRoles(Account account, List<String> roles) {
    return new Change(
        "setting the default role of " + account,
        "SET DEFAULT ROLE %s FOR %s".formatted(roles.isEmpty() ? "NONE" : roles.get(0), account),
        "GRANT UPDATE ON mysql.* TO %s");
  }

  /**
   * @see <a
   *     href="https://mariadb.com/docs/server/reference/plugins/password-validation-plugins">MariaDB:
   *     password validation plugins</a>
   */
  @Override
  public Optional<String> policyRemedy(Statements statements, SQLException failure)
      throws SQLException {
    if (failure.getErrorCode() != PREVENTED
        || !String.valueOf(failure.getMessage()).contains(STRICT)) {
      return Optional.empty();
    }
    Change query =
        new Change(
            "reading the password policy",
            "SELECT plugin_name FROM information_schema.plugins"
                + " WHERE plugin_type = 'PASSWORD VALIDATION' AND plugin_status = 'ACTIVE' ORDER BY 1",
            "");
    List<String> plugins = statements.list(query, row -> row.getString(1));
    return Optional.of(
        ("%s can judge a password only, and the server gets a hash, so that no password is in its log."
                + " Run as an admin: SET GLOBAL strict_password_validation = OFF")
            .formatted(String.join(", ", plugins)));
  }
}
