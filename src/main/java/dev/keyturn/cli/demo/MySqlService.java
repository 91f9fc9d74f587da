package dev.keyturn.cli.demo;

import dev.keyturn.cli.mysql.LocalMySql;
import dev.keyturn.credential.Codec;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.credential.DatabaseDefaults;
import dev.keyturn.secret.SecretText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A MySQL that logs every statement; its accounts have two passwords. */
final class MySqlService implements DemoService {

  /** Access denied. */
  private static final int REJECTED = 1045;

  private static final Codec<DatabaseCredential> CODEC =
      DatabaseCredential.codec(new DatabaseDefaults(List.of("mysql"), 3306, LocalMySql.DATABASE));

  private final LocalMySql mysql;

  private MySqlService(LocalMySql mysql) {
    this.mysql = mysql;
  }

  static MySqlService start() throws IOException {
    return new MySqlService(LocalMySql.builder().logStatements().start());
  }

  @Override
  public String product() {
    return "MySQL";
  }

  @Override
  public String introduction() throws SQLException {
    try (Connection connection = mysql.connect()) {
      return "MySQL %s listens at %s:%d, with TLS and caching_sha2_password"
          .formatted(
              connection.getMetaData().getDatabaseProductVersion(), mysql.host(), mysql.port());
    }
  }

  @Override
  public String rotator() {
    return "dev.keyturn.rotators.mysql.MySqlRotator";
  }

  @Override
  public String samBuild() {
    return "sam build -t templates/mysql.yaml";
  }

  @Override
  public Path caFile() {
    return mysql.caFile();
  }

  @Override
  public Codec<DatabaseCredential> codec() {
    return CODEC;
  }

  /** The server replaces passwords before it logs a statement. */
  @Override
  public void furnish(SecretText user, SecretText admin) throws SQLException {
    try (Connection connection = mysql.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE appdb.orders (id int)");
      statement.execute("CREATE USER app IDENTIFIED BY '" + user.reveal() + "'");
      statement.execute("GRANT SELECT ON appdb.orders TO app");
      statement.execute("GRANT APPLICATION_PASSWORD_ADMIN ON *.* TO app");
      statement.execute("CREATE USER rotation_admin IDENTIFIED BY '" + admin.reveal() + "'");
      statement.execute("GRANT CREATE USER ON *.* TO rotation_admin");
      statement.execute("GRANT SELECT ON mysql.* TO rotation_admin");
      statement.execute("GRANT SELECT ON appdb.orders TO rotation_admin WITH GRANT OPTION");
      statement.execute(
          "GRANT APPLICATION_PASSWORD_ADMIN ON *.* TO rotation_admin WITH GRANT OPTION");
    }
  }

  @Override
  public Map<String, Object> secret(String user, SecretText password) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("engine", "mysql");
    members.put("host", mysql.host());
    members.put("port", mysql.port());
    members.put("username", user);
    members.put("password", password.reveal());
    return members;
  }

  @Override
  public void login(DatabaseCredential credential) throws SQLException {
    try (Connection connection = mysql.connect(credential.username(), credential.password());
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT count(*) FROM appdb.orders");
    }
  }

  @Override
  public boolean isRejection(SQLException failure) {
    return failure.getErrorCode() == REJECTED;
  }

  @Override
  public boolean keepsOldPassword() {
    return true;
  }

  @Override
  public String changing() {
    return "ALTER USER";
  }

  @Override
  public String secrecy() {
    return "MySQL, which logs every statement here, has logged no password";
  }

  @Override
  public String statements() throws IOException {
    return Files.readString(mysql.statementLog(), StandardCharsets.UTF_8);
  }

  @Override
  public Blocker block() throws SQLException {
    // A login looks into memory, not into the table.
    return new TableBlocker(
        mysql.connect(),
        "LOCK TABLES mysql.user READ",
        """
        SELECT count(*) FROM information_schema.processlist
        WHERE state LIKE 'Waiting for table%' AND info LIKE 'ALTER USER%'
        """);
  }

  @Override
  public void close() {
    mysql.close();
  }
}
