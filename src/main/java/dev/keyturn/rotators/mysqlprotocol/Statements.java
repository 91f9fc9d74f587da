package dev.keyturn.rotators.mysqlprotocol;

import dev.keyturn.rotators.jdbc.Pause;
import dev.keyturn.secret.Deadline;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Runs one statement after the other, each in the time that is left, and knows which was the last.
 *
 * <p>There are no transactions: the server commits whatever it does to accounts.
 */
public final class Statements {

  /** Makes something of a row. */
  public interface Row<T> {

    /**
     * Reads a row.
     *
     * @param row the row
     * @return what it holds
     * @throws SQLException if it cannot be read
     */
    T read(ResultSet row) throws SQLException;
  }

  /** The server gives up before the client does, so that it can say what it was waiting for. */
  private static final Duration SERVER_FIRST = Duration.ofSeconds(1);

  /** A deadlock, and a lock on the accounts in memory for which the server does not wait. */
  private static final Set<Integer> RETRIED = Set.of(1213, 3547);

  private static final int ATTEMPTS = 8;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

  private final Connection connection;
  private final Deadline deadline;
  private final Pause pause;
  private Change last = new Change("starting", "", "");
  private boolean changed;

  Statements(Connection connection, Deadline deadline, Pause pause) {
    this.connection = connection;
    this.deadline = deadline;
    this.pause = pause;
  }

  void prepare() throws SQLException {
    long patience = Math.max(1, deadline.remaining().minus(SERVER_FIRST).toSeconds());
    last = new Change("starting", "", "");
    run("SET SESSION lock_wait_timeout = " + patience);
  }

  /**
   * Runs a statement that changes something, and once more when other sessions were in the way.
   *
   * @param change the statement
   * @throws SQLException if it fails
   */
  public void execute(Change change) throws SQLException {
    last = change;
    Duration wait = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      try {
        run(change.sql());
        changed = true;
        return;
      } catch (SQLException e) {
        boolean again = RETRIED.contains(e.getErrorCode()) && attempt < ATTEMPTS;
        if (!again || deadline.remaining().compareTo(wait) <= 0) {
          throw e;
        }
        pause(wait, e);
      }
      wait = wait.multipliedBy(2);
    }
  }

  private void pause(Duration wait, SQLException failure) throws SQLException {
    try {
      pause.of(wait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failure;
    }
  }

  /**
   * Runs a query.
   *
   * @param query what it is for, and its text
   * @param row reads each row
   * @param parameters values for the question marks
   * @param <T> what a row is read as
   * @return all rows
   * @throws SQLException if it fails
   */
  public <T> List<T> list(Change query, Row<T> row, Object... parameters) throws SQLException {
    last = query;
    limitWaiting();
    try (PreparedStatement statement = connection.prepareStatement(query.sql())) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      try (ResultSet rows = statement.executeQuery()) {
        List<T> list = new ArrayList<>();
        while (rows.next()) {
          list.add(row.read(rows));
        }
        return list;
      }
    }
  }

  Change last() {
    return last;
  }

  /** Goes back to what was being done, for the message of a failure. */
  void resume(Change change) {
    last = change;
  }

  /** Whether a statement has changed something already. */
  boolean changed() {
    return changed;
  }

  Duration remaining() {
    return deadline.remaining();
  }

  private void run(String sql) throws SQLException {
    limitWaiting();
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The network may be gone, and with it whoever would give up. */
  private void limitWaiting() throws SQLException {
    int patience = (int) Math.max(1, deadline.remaining().toMillis());
    connection.setNetworkTimeout(Runnable::run, patience);
  }
}
