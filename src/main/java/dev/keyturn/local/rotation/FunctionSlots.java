package dev.keyturn.local.rotation;

import dev.keyturn.local.threads.DaemonThreads;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Lets each function run as often at once as its concurrency allows, as Lambda's reserved
 * concurrency does. What is over that waits in line, without a thread. Thread-safe.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html">Reserved
 *     concurrency</a>
 */
final class FunctionSlots implements AutoCloseable {

  private static final long CLOSING_SECONDS = 5;

  private final int concurrency;
  private final Map<String, Line> lines = new HashMap<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(new DaemonThreads("keyturn-rotation"));

  /** What is done with a function, and may wait for it. */
  @FunctionalInterface
  interface Work {
    void run() throws InterruptedException;
  }

  private static final class Line {
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private int running;
  }

  FunctionSlots(int concurrency) {
    if (concurrency < 1) {
      throw new IllegalArgumentException("a function runs at least once at a time");
    }
    this.concurrency = concurrency;
  }

  /**
   * Runs work as soon as its function has a slot.
   *
   * @return completes when the work has ended, in whatever way
   */
  CompletionStage<?> run(String functionArn, Work work) {
    CompletableFuture<Void> end = new CompletableFuture<>();
    Line line = line(functionArn);
    boolean entered =
        enter(
            line,
            () -> {
              try {
                work.run();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } finally {
                next(line);
                end.complete(null);
              }
            });
    if (!entered) {
      end.complete(null);
    }
    return end;
  }

  private synchronized Line line(String functionArn) {
    return lines.computeIfAbsent(functionArn, arn -> new Line());
  }

  /** Whether the task runs now or later; a closed service runs nothing more. */
  private synchronized boolean enter(Line line, Runnable task) {
    if (threads.isShutdown()) {
      return false;
    }
    if (line.running == concurrency) {
      line.waiting.add(task);
      return true;
    }
    line.running++;
    return execute(task);
  }

  private synchronized void next(Line line) {
    Runnable waiting = line.waiting.poll();
    if (waiting == null) {
      line.running--;
    } else {
      boolean unused = execute(waiting);
    }
  }

  private boolean execute(Runnable task) {
    try {
      threads.execute(task);
      return true;
    } catch (RejectedExecutionException e) {
      return false;
    }
  }

  /** Interrupts what is running, and gives it five seconds to end. */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      // Threads are daemons: what does not end by itself ends with the process.
      boolean unused = threads.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
