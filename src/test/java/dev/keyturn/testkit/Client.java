package dev.keyturn.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * A program that needs the secret: it logs in all the time with what it last read, and reads again
 * when that is older than it keeps a value. A login that fails is not tried again.
 */
final class Client<C> implements AutoCloseable {

  /**
   * What a client went through.
   *
   * @param logins how many it tried
   * @param failures how many of them failed
   * @param gap the longest time from a good login to the next one with a failure in between
   */
  record Experience(int logins, int failures, Duration gap) {

    String words() {
      return "%d of %d | %s"
          .formatted(failures, logins, failures == 0 ? "none" : gap.toMillis() + " ms");
    }
  }

  /** One login. */
  interface Login<C> {
    boolean succeeds(C credential) throws Exception;
  }

  private static final long PAUSE_MILLIS = 2;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final Callable<C> read;
  private final Login<C> login;
  private final long keepNanos;
  private final Thread thread = new Thread(this::run, "keyturn-client");
  private volatile boolean closed;
  private int reads;
  private int logins;
  private int failures;
  private long longest;
  private long longestOfLate;
  private long lastSuccess = System.nanoTime();
  private boolean failing;

  Client(Callable<C> read, Login<C> login, Duration keep) {
    this.read = read;
    this.login = login;
    this.keepNanos = keep.toNanos();
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    C credential = null;
    long readAt = 0;
    while (!closed) {
      try {
        long now = System.nanoTime();
        if (credential == null || now - readAt >= keepNanos) {
          noteRead();
          credential = read.call();
          readAt = now;
        }
        note(login.succeeds(credential));
      } catch (Exception | AssertionError e) {
        note(false);
      }
      Cases.pause(PAUSE_MILLIS);
    }
  }

  private synchronized void noteRead() {
    reads++;
    notifyAll();
  }

  private synchronized void note(boolean success) {
    logins++;
    failures += success ? 0 : 1;
    if (success) {
      long now = System.nanoTime();
      if (failing) {
        longest = Math.max(longest, now - lastSuccess);
        longestOfLate = Math.max(longestOfLate, now - lastSuccess);
      }
      lastSuccess = now;
    }
    failing = !success;
    notifyAll();
  }

  /** Waits until it has logged in again, so that what was done before has been felt. */
  synchronized void awaitLogins(int more) throws InterruptedException {
    int enough = logins + more;
    long began = System.nanoTime();
    while (logins < enough) {
      assertTrue(System.nanoTime() - began < PATIENCE_NANOS, "the client goes on logging in");
      wait(PAUSE_MILLIS);
    }
  }

  synchronized int reads() {
    return reads;
  }

  /** Waits until it has begun so many reads, and so is done with what it read before. */
  synchronized void awaitReads(int enough) throws InterruptedException {
    long began = System.nanoTime();
    while (reads < enough) {
      assertTrue(System.nanoTime() - began < PATIENCE_NANOS, "the client goes on reading");
      wait(PAUSE_MILLIS);
    }
  }

  /** The longest gap since it was last asked, once it logs in again. */
  synchronized Duration gap() throws InterruptedException {
    awaitLogins(1);
    long began = System.nanoTime();
    while (failing) {
      assertTrue(
          System.nanoTime() - began < PATIENCE_NANOS, "after a rotation, AWSCURRENT logs in");
      wait(PAUSE_MILLIS);
    }
    Duration gap = Duration.ofNanos(longestOfLate);
    longestOfLate = 0;
    return gap;
  }

  synchronized Experience experience() {
    return new Experience(logins, failures, Duration.ofNanos(longest));
  }

  /** The thread is a daemon: a login that hangs ends with the tests. */
  @Override
  public void close() {
    closed = true;
  }
}
