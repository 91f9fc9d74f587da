package dev.keyturn.cli.demo;

import dev.keyturn.cli.servers.Passwords;
import dev.keyturn.cli.servers.SqlServer;
import dev.keyturn.secret.SecretText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A database that logs every statement, and of which the app reads one table. */
abstract class SqlService implements DemoService {

  private final DemoEngine engine;
  private final SqlServer server;
  private final SecretText userPassword = Passwords.random();
  private final SecretText adminPassword = Passwords.random();

  SqlService(DemoEngine engine, SqlServer server) {
    this.engine = engine;
    this.server = server;
  }

  /** How logins are protected. */
  abstract String protection();

  /** The statements that make the two users, and a table. */
  abstract List<String> users(String user, String admin);

  /** How a statement begins that changes a password. */
  abstract String change();

  /** The statement that keeps everybody from changing a password, while logins go on. */
  abstract String lock();

  /** The query that counts who waits for it. */
  abstract String waiting();

  abstract boolean isRejection(SQLException failure);

  /** Makes the users, or closes the server. */
  final SqlService furnished() throws IOException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : users(userPassword.reveal(), adminPassword.reveal())) {
        statement.execute(sql);
      }
      return this;
    } catch (SQLException e) {
      server.close();
      throw failed(e);
    }
  }

  @Override
  public String introduction() throws IOException {
    try (Connection connection = server.connect()) {
      return "%s %s listens at %s:%d, with TLS and %s"
          .formatted(
              engine.product(),
              connection.getMetaData().getDatabaseProductVersion(),
              server.host(),
              server.port(),
              protection());
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  @Override
  public Map<String, String> variables() {
    return Map.of("CA_BUNDLE", server.caFile().toString());
  }

  @Override
  public Map<String, Object> secret() {
    return secret(USER, userPassword);
  }

  @Override
  public Map<String, Object> adminSecret() {
    return secret(ADMIN, adminPassword);
  }

  private Map<String, Object> secret(String user, SecretText password) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("engine", engine.toString());
    members.put("host", server.host());
    members.put("port", server.port());
    members.put("username", user);
    members.put("password", password.reveal());
    return members;
  }

  @Override
  public boolean accepts(DemoCredential credential) throws IOException {
    try (Connection connection = server.connect(credential.user(), credential.password());
        Statement statement = connection.createStatement()) {
      return statement.execute("SELECT count(*) FROM appdb.orders");
    } catch (SQLException e) {
      if (isRejection(e)) {
        return false;
      }
      throw failed(e);
    }
  }

  @Override
  public boolean keepsOldCredential() {
    return false;
  }

  @Override
  public String secrecy() {
    return engine.product() + ", which logs every statement here, never saw a password";
  }

  @Override
  public String logged() {
    return change();
  }

  @Override
  public String log() throws IOException {
    return Files.readString(server.statementLog(), StandardCharsets.ISO_8859_1);
  }

  @Override
  public Blocker block() throws IOException {
    String moment = "while %s works on %s".formatted(engine.product(), change());
    try {
      return new TableBlocker(server.connect(), lock(), waiting(), moment);
    } catch (SQLException e) {
      throw failed(e);
    }
  }

  static IOException failed(SQLException failure) {
    return new IOException(failure.getMessage(), failure);
  }

  @Override
  public void close() {
    server.close();
  }
}
