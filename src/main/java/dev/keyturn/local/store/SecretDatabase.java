package dev.keyturn.local.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;

/**
 * One table of secrets. What is committed is on the disk: every commit syncs the log.
 *
 * <p>Not thread-safe.
 *
 * @see <a href="https://www.sqlite.org/pragma.html#pragma_synchronous">SQLite: synchronous</a>
 */
final class SecretDatabase implements AutoCloseable {

  static final String TABLE =
      """
      CREATE TABLE secrets (
        account TEXT NOT NULL, region TEXT NOT NULL, name TEXT NOT NULL,
        body BLOB NOT NULL, checksum INTEGER NOT NULL,
        PRIMARY KEY (account, region, name)) WITHOUT ROWID
      """;

  static final String ALL = "SELECT account, region, name, body, checksum FROM secrets";

  private static final String PUT = "INSERT OR REPLACE INTO secrets VALUES (?, ?, ?, ?, ?)";
  private static final String REMOVE =
      "DELETE FROM secrets WHERE account = ? AND region = ? AND name = ?";

  private final Connection connection;

  /**
   * Takes a connection of its own.
   *
   * @param connection in the driver's autocommit mode: after a write that failed, which SQLite
   *     takes back itself, the driver's own transactions go on as if one were open, and write
   *     outside any
   */
  SecretDatabase(Connection connection) {
    this.connection = connection;
  }

  /** Writes changes that are durable together, once this returns. */
  void commit(Collection<Change> changes) throws SQLException {
    // Prepared each time, because the driver closes a statement that has failed.
    try (PreparedStatement put = connection.prepareStatement(PUT);
        PreparedStatement remove = connection.prepareStatement(REMOVE)) {
      execute("BEGIN IMMEDIATE");
      for (Change change : changes) {
        write(change, change.body() == null ? remove : put);
      }
      execute("COMMIT");
    } catch (SQLException e) {
      rollback(e);
      throw e;
    }
  }

  /** SQLite may have done so itself, which is then an error. */
  private void rollback(SQLException cause) {
    try {
      execute("ROLLBACK");
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void write(Change change, PreparedStatement statement) throws SQLException {
    statement.setString(1, change.key().scope().account());
    statement.setString(2, change.key().scope().region());
    statement.setString(3, change.key().name());
    byte[] body = change.body();
    if (body != null) {
      statement.setBytes(4, body);
      statement.setLong(5, Checksum.of(change.key(), body));
    }
    statement.executeUpdate();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
