package dev.keyturn.rotators.postgres;

import dev.keyturn.rotators.jdbc.Pause;
import dev.keyturn.secret.Deadline;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;

/**
 * Runs statements that hold together or not at all, and once more when another session was faster.
 */
final class Transaction {

  /** What is to be done within the transaction; may be done several times. */
  interface Work {
    void run() throws SQLException;
  }

  /**
   * Internal error, which is how "tuple concurrently updated" is told; serialization failure,
   * deadlock, and names that somebody else has just taken.
   */
  private static final Set<String> RETRIED = Set.of("XX000", "40001", "40P01", "23505", "42710");

  private static final int ATTEMPTS = 8;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

  /** The server gives up before the client does, so that it can say what it was waiting for. */
  private static final Duration SERVER_FIRST = Duration.ofMillis(200);

  static final String COMMITTING = "committing";

  private final Connection connection;
  private final Deadline deadline;
  private final Pause pause;
  private String doing = "starting a transaction";

  Transaction(Connection connection, Deadline deadline, Pause pause) {
    this.connection = connection;
    this.deadline = deadline;
    this.pause = pause;
  }

  void run(Work work) throws SQLException, InterruptedException {
    connection.setAutoCommit(false);
    Duration wait = FIRST_PAUSE;
    for (int attempt = 1; ; attempt++) {
      try {
        once(work);
        return;
      } catch (SQLException e) {
        rollBack(e);
        boolean again = RETRIED.contains(String.valueOf(e.getSQLState())) && attempt < ATTEMPTS;
        if (!again || deadline.remaining().compareTo(wait) <= 0) {
          throw e;
        }
      } catch (RuntimeException e) {
        rollBack(e);
        throw e;
      }
      pause.of(wait);
      wait = wait.multipliedBy(2);
    }
  }

  Connection connection() {
    return connection;
  }

  /** Tells what was being done last, for the message of a failure. */
  String doing() {
    return doing;
  }

  void doing(String what) {
    doing = what;
  }

  void execute(Change change) throws SQLException {
    doing = change.what();
    execute(change.sql());
  }

  private void once(Work work) throws SQLException {
    doing = "starting a transaction";
    long patience = Math.max(1, deadline.remaining().minus(SERVER_FIRST).toMillis());
    execute("SET LOCAL statement_timeout = " + patience);
    work.run();
    doing = COMMITTING;
    limitWaiting();
    connection.commit();
  }

  private void execute(String sql) throws SQLException {
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

  private void rollBack(Exception failure) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      // The session is gone, and with it everything that it did.
      failure.addSuppressed(e);
    }
  }
}
