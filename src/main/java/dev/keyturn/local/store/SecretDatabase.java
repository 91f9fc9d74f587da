package dev.keyturn.local.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
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
  private final PreparedStatement put;
  private final PreparedStatement remove;

  SecretDatabase(Connection connection) throws SQLException {
    this.connection = connection;
    connection.setAutoCommit(false);
    this.put = connection.prepareStatement(PUT);
    this.remove = connection.prepareStatement(REMOVE);
  }

  /** Writes changes that are durable together, once this returns. */
  void commit(Collection<Change> changes) throws SQLException {
    try {
      for (Change change : changes) {
        write(change);
      }
      connection.commit();
    } catch (SQLException e) {
      rollback(e);
      throw e;
    }
  }

  /** SQLite may have done so itself, which is then an error. */
  private void rollback(SQLException cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }

  private void write(Change change) throws SQLException {
    byte[] body = change.body();
    PreparedStatement statement = body == null ? remove : put;
    statement.setString(1, change.key().scope().account());
    statement.setString(2, change.key().scope().region());
    statement.setString(3, change.key().name());
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
