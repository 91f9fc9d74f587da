package dev.keyturn.cli.demo;

import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;

/** Holds changes up by a lock on the table that they are made in. */
final class TableBlocker implements DemoService.Blocker {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Connection connection;
  private final String waiting;
  private final String moment;

  /**
   * Takes the lock.
   *
   * @param connection a new one, which ends with the lock
   * @param lock the statement that takes it
   * @param waiting the query that counts who waits for it
   * @param moment where the function is while it waits
   */
  TableBlocker(Connection connection, String lock, String waiting, String moment)
      throws SQLException {
    this.connection = connection;
    this.waiting = waiting;
    this.moment = moment;
    try (Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute(lock);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  @Override
  public void awaitBlocked() throws IOException, InterruptedException {
    Instant end = Instant.now().plus(PATIENCE);
    while (!blocked()) {
      if (Instant.now().isAfter(end)) {
        throw new IllegalStateException("the function has not come to change a password");
      }
      Thread.sleep(5);
    }
  }

  private boolean blocked() throws IOException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(waiting)) {
      row.next();
      return row.getInt(1) > 0;
    } catch (SQLException e) {
      throw SqlService.failed(e);
    }
  }

  @Override
  public String moment() {
    return moment;
  }

  @Override
  public void close() throws IOException {
    try {
      connection.close();
    } catch (SQLException e) {
      throw SqlService.failed(e);
    }
  }
}
