package dev.keyturn.local.store;

import dev.keyturn.local.threads.DaemonThreads;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Groups the writes that come while the disk is busy into one commit, so that many writers share
 * one sync. Thread-safe.
 */
final class CommitQueue implements AutoCloseable {

  private static final int LARGEST_GROUP = 1000;

  private final BlockingQueue<Change> queue = new LinkedBlockingQueue<>();
  private final SecretDatabase database;
  private final Thread writer = DaemonThreads.of("keyturn-store", this::write);
  private volatile boolean closed;

  CommitQueue(SecretDatabase database) {
    this.database = database;
    writer.start();
  }

  /** Returns when a change is on the disk, and throws if it is not there and will not be. */
  void write(Change change) throws IOException {
    queue.add(change);
    if (closed) {
      refuse();
    }
    try {
      // Not interruptible: whoever stopped waiting could not know whether it was written.
      change.durable().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof IOException failure ? failure : new IOException(e);
    }
  }

  private void refuse() {
    List<Change> late = new ArrayList<>();
    queue.drainTo(late);
    late.forEach(
        change -> change.durable().completeExceptionally(new IOException("the service has ended")));
  }

  private void write() {
    List<Change> group = new ArrayList<>();
    try {
      while (true) {
        group.add(queue.take());
        queue.drainTo(group, LARGEST_GROUP - 1);
        commit(group);
        group.clear();
      }
    } catch (InterruptedException e) {
      queue.drainTo(group);
      commit(group);
    } finally {
      // Nobody waits for a writer that is no more.
      closed = true;
      refuse();
    }
  }

  private void commit(List<Change> group) {
    try {
      database.commit(group);
      group.forEach(change -> change.durable().complete(null));
    } catch (SQLException | RuntimeException e) {
      refuse(group, e);
    } catch (Error e) {
      // Nobody waits for a writer that is about to end.
      refuse(group, e);
      throw e;
    }
  }

  private static void refuse(List<Change> group, Throwable cause) {
    IOException failure = new IOException(String.valueOf(cause.getMessage()), cause);
    group.forEach(change -> change.durable().completeExceptionally(failure));
  }

  /** Writes what has come, and nothing after it. */
  @Override
  public void close() throws SQLException {
    closed = true;
    writer.interrupt();
    boolean interrupted = false;
    while (writer.isAlive()) {
      try {
        writer.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    database.close();
  }
}
