package dev.keyturn.cli.demo;

import dev.keyturn.cli.postgres.LocalPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;

/** Holds every change of a role up, while logins go on; until it is closed. */
final class StatementBlocker implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Conflicts with what ALTER ROLE takes, and not with what a login takes. */
  private static final String LOCK = "LOCK TABLE pg_catalog.pg_authid IN SHARE MODE";

  private static final String BLOCKED =
      """
      SELECT count(*) FROM pg_catalog.pg_locks
      WHERE relation = 'pg_catalog.pg_authid'::regclass AND NOT granted
      """;

  private final Connection connection;

  StatementBlocker(LocalPostgres postgres) throws SQLException {
    connection = postgres.connect();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(LOCK);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  /** Waits until the function's statement is held up. */
  void awaitBlocked() throws SQLException, InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (!blocked()) {
      if (Instant.now().isAfter(end)) {
        throw new IllegalStateException("the function has not come to change a password");
      }
      Thread.sleep(5);
    }
  }

  private boolean blocked() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(BLOCKED)) {
      row.next();
      return row.getInt(1) > 0;
    }
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
