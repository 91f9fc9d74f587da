package dev.keyturn.cli;

import java.io.PrintStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes lines from a thread of its own, so that a pipe which nobody reads never blocks the
 * service. What does not fit any more is dropped, and its number is told once there is room.
 */
final class LineWriter implements AutoCloseable {

  private static final int CAPACITY = 10_000;
  private static final long LAST_LINES_MILLIS = 1_000;
  private static final long LOOK_MILLIS = 100;

  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(CAPACITY);
  private final AtomicLong dropped = new AtomicLong();
  private final PrintStream out;
  private final Thread writer;
  private volatile boolean closed;

  LineWriter(PrintStream out) {
    this.out = out;
    this.writer = new Thread(this::write, "keyturn-lines");
    writer.setDaemon(true);
    writer.start();
  }

  void line(String line) {
    if (!lines.offer(line)) {
      dropped.incrementAndGet();
    }
  }

  private void write() {
    try {
      while (!closed || !lines.isEmpty()) {
        String line = lines.poll(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (line != null) {
          write(line);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void write(String line) {
    out.println(line);
    long lost = dropped.getAndSet(0);
    if (lost > 0) {
      out.println("{\"type\":\"Dropped\",\"lines\":" + lost + "}");
    }
    if (lines.isEmpty()) {
      out.flush();
    }
  }

  /** Gives the last lines a second, for a reader who is still there. */
  @Override
  public void close() {
    closed = true;
    try {
      writer.join(LAST_LINES_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
