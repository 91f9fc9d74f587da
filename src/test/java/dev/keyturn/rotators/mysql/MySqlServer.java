package dev.keyturn.rotators.mysql;

import dev.keyturn.cli.mysql.LocalMySql;
import dev.keyturn.rotators.SharedServer;
import dev.keyturn.rotators.mysqlprotocol.Account;
import dev.keyturn.rotators.mysqlprotocol.TestServer;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.FutureTask;

/** The embedded server, which writes every statement to its log. */
final class MySqlServer extends TestServer {

  /** One server for all test classes of a JVM. */
  static final class Shared extends SharedServer<LocalMySql, MySqlServer> {

    private static final FutureTask<LocalMySql> SERVER =
        new FutureTask<>(
            () ->
                LocalMySql.builder().logStatements().setting("ssl-cipher", QUICK_CIPHERS).start());

    Shared() {
      super(SERVER, MySqlServer.class, MySqlServer::new);
    }
  }

  /**
   * This server has elliptic curves for none, and a client's part of the exchange over a field of
   * 2,048 bits is a third of these tests. From 24 on Java has it no other way.
   */
  private static final String QUICK_CIPHERS =
      Runtime.version().feature() < 24 ? "AES128-GCM-SHA256" : "DHE-RSA-AES128-GCM-SHA256";

  private MySqlServer(LocalMySql server) throws IOException {
    super(server);
  }

  /**
   * Both passwords of the account end with it, and it may have two from here on. By the older
   * plugin, since a first login by the newer one takes more requests than the next.
   */
  @Override
  public void password(Account account, String password) throws SQLException {
    run(
        "CREATE USER IF NOT EXISTS " + account + " IDENTIFIED WITH mysql_native_password",
        "ALTER USER " + account + " " + identified(password),
        "ALTER USER " + account + " DISCARD OLD PASSWORD",
        "GRANT APPLICATION_PASSWORD_ADMIN ON *.* TO " + account);
  }

  @Override
  public String product() {
    return "MySQL";
  }

  @Override
  public String engine() {
    return "mysql";
  }

  @Override
  protected List<String> tables() {
    return List.of(
        "user",
        "db",
        "tables_priv",
        "columns_priv",
        "procs_priv",
        "proxies_priv",
        "global_grants",
        "role_edges",
        "default_roles");
  }

  @Override
  protected String identified(String password) {
    return "IDENTIFIED BY '" + password.replace("'", "''") + "'";
  }
}
