package dev.keyturn.local.protocol;

import dev.keyturn.local.threads.DaemonThreads;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Where answers wait for the disk, so that the threads which serve all connections do not. */
final class AnswerThreads implements Executor, AutoCloseable {

  /** As many writes as can share one sync. */
  private static final int MOST = 64;

  private static final long IDLE_SECONDS = 60;
  private static final long CLOSING_SECONDS = 5;

  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          MOST,
          MOST,
          IDLE_SECONDS,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          new DaemonThreads("keyturn-answer"));

  AnswerThreads() {
    threads.allowCoreThreadTimeOut(true);
  }

  @Override
  public void execute(Runnable task) {
    threads.execute(task);
  }

  /** What has been asked has five seconds; nothing more is answered. */
  @Override
  public void close() {
    threads.shutdown();
    try {
      // Threads are daemons: what does not end by itself ends with the process.
      boolean unused = threads.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
