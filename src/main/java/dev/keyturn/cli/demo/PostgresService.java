package dev.keyturn.cli.demo;

import dev.keyturn.cli.postgres.LocalPostgres;
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

/** A PostgreSQL that logs every statement. */
final class PostgresService implements DemoService {

  static final Codec<DatabaseCredential> CODEC =
      DatabaseCredential.codec(new DatabaseDefaults(List.of("postgres"), 5432, "postgres"));

  private final LocalPostgres postgres;

  private PostgresService(LocalPostgres postgres) {
    this.postgres = postgres;
  }

  static PostgresService start() throws IOException {
    return new PostgresService(LocalPostgres.builder().logStatements().start());
  }

  /** Makes one user, as a secret has it, by statements that do not show its password to the log. */
  static void createUser(LocalPostgres postgres, DatabaseCredential user) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET log_statement = none");
      statement.execute(
          "CREATE ROLE \"%s\" LOGIN PASSWORD '%s'"
              .formatted(
                  user.username().replace("\"", "\"\""),
                  user.password().reveal().replace("'", "''")));
    }
  }

  @Override
  public String product() {
    return "PostgreSQL";
  }

  @Override
  public String introduction() throws SQLException {
    try (Connection connection = postgres.connect()) {
      return "PostgreSQL %s listens at %s:%d, with TLS and SCRAM-SHA-256"
          .formatted(
              connection.getMetaData().getDatabaseProductVersion(),
              postgres.host(),
              postgres.port());
    }
  }

  @Override
  public String rotator() {
    return "dev.keyturn.rotators.postgres.PostgresRotator";
  }

  @Override
  public String samBuild() {
    return "sam build";
  }

  @Override
  public Path caFile() {
    return postgres.caFile();
  }

  @Override
  public Codec<DatabaseCredential> codec() {
    return CODEC;
  }

  @Override
  public void furnish(SecretText user, SecretText admin) throws SQLException {
    try (Connection connection = postgres.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET log_statement = none");
      statement.execute("CREATE ROLE app LOGIN PASSWORD '" + user.reveal() + "'");
      statement.execute(
          "CREATE ROLE rotation_admin LOGIN CREATEROLE PASSWORD '" + admin.reveal() + "'");
      statement.execute("GRANT app TO rotation_admin WITH ADMIN OPTION");
      statement.execute("CREATE TABLE orders (id int); GRANT SELECT ON orders TO app");
    }
  }

  @Override
  public Map<String, Object> secret(String user, SecretText password) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("engine", "postgres");
    members.put("host", postgres.host());
    members.put("port", postgres.port());
    members.put("username", user);
    members.put("password", password.reveal());
    members.put("dbname", "postgres");
    return members;
  }

  @Override
  public void login(DatabaseCredential credential) throws SQLException {
    try (Connection connection =
            postgres.connect(credential.database(), credential.username(), credential.password());
        Statement statement = connection.createStatement()) {
      statement.execute("SELECT count(*) FROM orders");
    }
  }

  @Override
  public boolean isRejection(SQLException failure) {
    return "28P01".equals(failure.getSQLState());
  }

  @Override
  public boolean keepsOldPassword() {
    return false;
  }

  @Override
  public String changing() {
    return "ALTER ROLE";
  }

  @Override
  public String secrecy() {
    return "PostgreSQL, which logs every statement here, never saw a password";
  }

  @Override
  public String statements() throws IOException {
    return Files.readString(postgres.log(), StandardCharsets.UTF_8);
  }

  @Override
  public Blocker block() throws SQLException {
    // Conflicts with what ALTER ROLE takes, and not with what a login takes.
    return new TableBlocker(
        postgres.connect(),
        "LOCK TABLE pg_catalog.pg_authid IN SHARE MODE",
        """
        SELECT count(*) FROM pg_catalog.pg_locks
        WHERE relation = 'pg_catalog.pg_authid'::regclass AND NOT granted
        """);
  }

  @Override
  public void close() {
    postgres.close();
  }
}
