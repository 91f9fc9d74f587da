package dev.keyturn.cli;

import java.io.PrintStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes lines from a thread of its own, so that a pipe which nobody reads never blocks the
 * service. What does not fit any more is dropped, and its number is told once there is room.
 */
final class LineWriter {

  private static final int CAPACITY = 10_000;

  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(CAPACITY);
  private final AtomicLong dropped = new AtomicLong();
  private final PrintStream out;

  LineWriter(PrintStream out) {
    this.out = out;
    Thread writer = new Thread(this::write, "keyturn-lines");
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
      while (true) {
        out.println(lines.take());
        long lost = dropped.getAndSet(0);
        if (lost > 0) {
          out.println("{\"type\":\"Dropped\",\"lines\":" + lost + "}");
        }
        if (lines.isEmpty()) {
          out.flush();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
