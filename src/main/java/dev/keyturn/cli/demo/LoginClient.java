package dev.keyturn.cli.demo;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A program that needs the secret: again and again it reads AWSCURRENT and logs in; a login that
 * fails is not tried again.
 */
final class LoginClient implements AutoCloseable {

  private static final long CLOSING_SECONDS = 5;

  /** Logins at the same time; a moment at which all are busy is let pass. */
  private static final int AT_ONCE = 4;

  /**
   * What a client went through.
   *
   * @param logins how many it tried
   * @param failures how many of them failed
   * @param outage the longest time from a good login to the next one with a failure in between
   */
  record Experience(int logins, int failures, Duration outage) {}

  /** One login, from reading the secret on. */
  interface Login {
    boolean succeeds() throws IOException;
  }

  private final Login login;
  private final ScheduledExecutorService clock =
      Executors.newScheduledThreadPool(1, LoginClient::daemon);
  private final ExecutorService workers =
      new ThreadPoolExecutor(
          AT_ONCE,
          AT_ONCE,
          0,
          TimeUnit.SECONDS,
          new SynchronousQueue<>(),
          LoginClient::daemon,
          new ThreadPoolExecutor.DiscardPolicy());
  private int logins;
  private int failures;
  private long longest;
  private long lastSuccess = System.nanoTime();
  private boolean failing;

  LoginClient(Duration period, Login login) {
    this.login = login;
    ScheduledFuture<?> unused =
        clock.scheduleAtFixedRate(
            () -> workers.execute(() -> note(succeeds())),
            period.toMillis(),
            period.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "keyturn-client");
    thread.setDaemon(true);
    return thread;
  }

  synchronized Experience experience() {
    return new Experience(logins, failures, Duration.ofNanos(longest));
  }

  /** Forgets what was, to begin with another act. */
  synchronized void forget() {
    logins = 0;
    failures = 0;
    longest = 0;
  }

  private boolean succeeds() {
    try {
      return login.succeeds();
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private synchronized void note(boolean success) {
    logins++;
    if (success) {
      long now = System.nanoTime();
      if (failing) {
        longest = Math.max(longest, now - lastSuccess);
      }
      lastSuccess = now;
    } else {
      failures++;
    }
    failing = !success;
  }

  @Override
  public void close() {
    clock.shutdownNow();
    workers.shutdown();
    try {
      if (!workers.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
        // The threads are daemons: a login that hangs ends with the demo.
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
