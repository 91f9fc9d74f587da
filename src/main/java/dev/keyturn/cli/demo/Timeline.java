package dev.keyturn.cli.demo;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Help.Ansi;

/**
 * Tells what happens, line by line; on a terminal the last line is what is happening now.
 * Thread-safe.
 */
public final class Timeline implements AutoCloseable {

  private static final long REFRESH_MILLIS = 100;
  private static final String ERASE_LINE = "\r\u001b[2K";

  private final PrintWriter out;
  private final Ansi colours;
  private final @Nullable ScheduledExecutorService ticker;
  private final long start = System.nanoTime();
  private @Nullable Supplier<String> now;

  /**
   * Prepares a timeline.
   *
   * @param out where it is written
   * @param live whether the last line may be overwritten
   * @param colours whether marks are coloured
   */
  public Timeline(PrintWriter out, boolean live, Ansi colours) {
    this.out = out;
    this.colours = colours;
    this.ticker = live ? Executors.newSingleThreadScheduledExecutor(Timeline::daemon) : null;
    if (ticker != null) {
      ScheduledFuture<?> unused =
          ticker.scheduleAtFixedRate(
              this::refresh, REFRESH_MILLIS, REFRESH_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "keyturn-timeline");
    thread.setDaemon(true);
    return thread;
  }

  void heading(String text) {
    print("");
    print(colours.string("@|bold " + text + "|@"));
  }

  /** What has just happened, with the time since the start. */
  void at(String text) {
    print("%6.1f s  %s".formatted((System.nanoTime() - start) / 1e9, text));
  }

  void detail(String text) {
    print("          " + text);
  }

  void details(List<String> lines) {
    lines.forEach(this::detail);
  }

  /** A claim that was checked, and whether it holds. */
  void claim(String text, boolean holds) {
    print(
        "  %s  %s"
            .formatted(colours.string(holds ? "@|green [ok]|@   " : "@|red [WRONG]|@"), text));
  }

  /** What is happening until the next line; shown on a terminal only. */
  synchronized void now(Supplier<String> text) {
    now = text;
  }

  private synchronized void print(String line) {
    if (now != null) {
      now = null;
      erase();
    }
    out.println(line);
    out.flush();
  }

  private synchronized void refresh() {
    if (now != null) {
      erase();
      out.print("          " + now.get());
      out.flush();
    }
  }

  private void erase() {
    if (ticker != null) {
      out.print(ERASE_LINE);
    }
  }

  @Override
  public void close() {
    if (ticker != null) {
      ticker.shutdownNow();
    }
  }
}
