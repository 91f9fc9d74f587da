package dev.keyturn.rotators.mysqlprotocol;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.cli.mysql.LocalMySql;
import dev.keyturn.rotators.LogPart;
import dev.keyturn.secret.SecretText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real server as its superuser sees it, who may do everything, from a moment on. */
public abstract class TestServer {

  /** The server does not wait for the lock on its accounts. */
  private static final int BUSY = 3547;

  private static final AtomicInteger NAMES = new AtomicInteger();

  /** A name that no other test has. */
  public static String freshName(String stem) {
    return stem + "_" + NAMES.incrementAndGet();
  }

  private final LocalMySql server;
  private final LogPart statements;

  protected TestServer(LocalMySql server) throws IOException {
    this.server = server;
    this.statements = LogPart.of(server.statementLog());
  }

  public LocalMySql local() {
    return server;
  }

  public abstract String product();

  /** What secrets call it. */
  public abstract String engine();

  public String host() {
    return server.host();
  }

  public int port() {
    return server.port();
  }

  public String superuser() {
    return LocalMySql.SUPERUSER;
  }

  public SecretText superuserPassword() {
    return server.password();
  }

  /** Without TLS. */
  public Connection connect(String user, SecretText password) throws SQLException {
    return server.connect(user, password);
  }

  /** The CA of the server's certificate. */
  public Path caFile() {
    return server.caFile();
  }

  /** The clause that creates accounts like those that most have. */
  protected abstract String identified(String password);

  /** Creates an account for any host, which may use one database. */
  public Account createUser(String user, String password) throws SQLException {
    return createUser(new Account(user, "%"), password);
  }

  public Account createUser(Account account, String password) throws SQLException {
    run(
        "CREATE USER " + account + " " + identified(password),
        "GRANT SELECT, INSERT ON appdb.* TO " + account);
    return account;
  }

  /** Sets the only password of an account, which is made if there is none. */
  public void password(Account account, String password) throws SQLException {
    run(
        "CREATE USER IF NOT EXISTS " + account + " " + identified(password),
        "ALTER USER " + account + " " + identified(password));
  }

  /** Removes users of any host, or those of them that exist. */
  public void drop(String... users) throws SQLException {
    String accounts =
        Stream.of(users)
            .map(user -> new Account(user, "%").toString())
            .collect(Collectors.joining(", "));
    run("DROP USER IF EXISTS " + accounts);
  }

  /** Runs statements as the superuser, in one session. */
  public void run(String... statements) throws SQLException {
    try (Connection connection = connect(superuser(), superuserPassword());
        Statement statement = connection.createStatement()) {
      statement.execute("SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES'");
      for (String sql : statements) {
        execute(statement, sql);
      }
    }
  }

  /** Tests that run at the same time are in each other's way. */
  private static void execute(Statement statement, String sql) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      try {
        statement.execute(sql);
        return;
      } catch (SQLException e) {
        if (e.getErrorCode() != BUSY || attempt == 20) {
          throw e;
        }
        Thread.onSpinWait();
      }
    }
  }

  /** The first column of every row, as text. */
  public List<String> list(String query) throws SQLException {
    return query(query, row -> String.valueOf(row.getString(1)));
  }

  private List<String> query(String query, Statements.Row<String> reader) throws SQLException {
    try (Connection connection = connect(superuser(), superuserPassword());
        Statement statement = connection.createStatement()) {
      statement.execute("SET SESSION sql_mode = 'NO_BACKSLASH_ESCAPES'");
      try (ResultSet rows = statement.executeQuery(query)) {
        List<String> list = new ArrayList<>();
        while (rows.next()) {
          list.add(reader.read(rows));
        }
        return list;
      }
    }
  }

  public String one(String query) throws SQLException {
    return list(query).get(0);
  }

  /** What an account may do, as the server tells it, with another name in place of its own. */
  public List<String> grants(Account account, Account as) throws SQLException {
    return list("SHOW GRANTS FOR " + account).stream()
        .map(line -> line.replaceAll(" IDENTIFIED (BY PASSWORD|VIA \\w+ USING) '[^']*'", ""))
        .map(line -> line.replace(quoted(account), quoted(as)))
        .sorted()
        .toList();
  }

  private static String quoted(Account account) {
    return "`%s`@`%s`".formatted(account.user().replace("`", "``"), account.host());
  }

  /** The tables in which the server keeps accounts and what they may do. */
  protected abstract List<String> tables();

  /** Changes with everything about accounts that a rotation could change. */
  public List<String> catalog() throws SQLException {
    return query(
        "CHECKSUM TABLE mysql." + String.join(", mysql.", tables()),
        row -> row.getString(1) + " " + row.getString(2));
  }

  /** Logs in and out again; gives {@code "accepted"} or the error number. */
  public String login(String user, String password) {
    try {
      connect(user, SecretText.of(password)).close();
      return "accepted";
    } catch (SQLException e) {
      return String.valueOf(e.getErrorCode());
    }
  }

  public String login(Map<String, Object> secret) {
    return login((String) secret.get("username"), (String) secret.get("password"));
  }

  /** The secret of a user. */
  public Map<String, Object> secret(String user, String password) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("engine", engine());
    members.put("host", host());
    members.put("port", port());
    members.put("username", user);
    members.put("password", password);
    return members;
  }

  public Map<String, Object> superuserSecret() {
    return secret(superuser(), superuserPassword().reveal());
  }

  static String json(Map<String, Object> members) {
    try {
      return JSON.std.asString(members);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The statements from that moment on, as the server has logged them. */
  public String log() throws IOException {
    return statements.read(StandardCharsets.ISO_8859_1);
  }
}
