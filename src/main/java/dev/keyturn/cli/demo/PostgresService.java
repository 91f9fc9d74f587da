package dev.keyturn.cli.demo;

import dev.keyturn.cli.postgres.LocalPostgres;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/** A PostgreSQL, which logs statements as they come. */
final class PostgresService extends SqlService {

  private PostgresService(LocalPostgres postgres) {
    super(DemoEngine.POSTGRES, postgres);
  }

  static DemoService start() throws IOException {
    return new PostgresService(LocalPostgres.builder().logStatements().start()).furnished();
  }

  @Override
  String protection() {
    return "SCRAM-SHA-256";
  }

  @Override
  List<String> users(String user, String admin) {
    return List.of(
        "SET log_statement = none",
        "CREATE ROLE app LOGIN PASSWORD '" + user + "'",
        "CREATE ROLE rotation_admin LOGIN CREATEROLE PASSWORD '" + admin + "'",
        "GRANT app TO rotation_admin WITH ADMIN OPTION",
        "CREATE SCHEMA appdb",
        "GRANT USAGE ON SCHEMA appdb TO app",
        "CREATE TABLE appdb.orders (id int)",
        "GRANT SELECT ON appdb.orders TO app");
  }

  @Override
  String change() {
    return "ALTER ROLE";
  }

  /** Conflicts with what ALTER ROLE takes, and not with what a login takes. */
  @Override
  String lock() {
    return "LOCK TABLE pg_catalog.pg_authid IN SHARE MODE";
  }

  @Override
  String waiting() {
    return """
        SELECT count(*) FROM pg_catalog.pg_locks
        WHERE relation = 'pg_catalog.pg_authid'::regclass AND NOT granted
        """;
  }

  @Override
  boolean isRejection(SQLException failure) {
    return "28P01".equals(failure.getSQLState());
  }
}
