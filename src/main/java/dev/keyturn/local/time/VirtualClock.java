package dev.keyturn.local.time;

import java.time.Duration;
import java.time.Instant;

/**
 * A clock that stands still until somebody advances it, so that a year passes in seconds. Functions
 * take no time on it, however long they run.
 */
public final class VirtualClock implements ServiceClock {

  private final Object advancing = new Object();
  private final Timers timers;
  private volatile Instant now;

  /**
   * Makes a clock.
   *
   * @param start the time that it shows at first
   */
  public VirtualClock(Instant start) {
    this.now = start;
    this.timers = new Timers(this);
  }

  @Override
  public Instant instant() {
    return now;
  }

  @Override
  public Timer at(Instant when, Task task) {
    return timers.at(when, task);
  }

  /**
   * Lets time pass: starts everything that falls due, in its order and at its time, each when what
   * came before has ended. Returns when all of it has ended. Must not be called from a function or
   * an observer, for whose end it would wait.
   *
   * @param time how much; none only waits for what is running
   * @throws IllegalArgumentException if it is negative
   * @throws InterruptedException if the thread is interrupted; the clock then stands where it got
   */
  public void advance(Duration time) throws InterruptedException {
    if (time.isNegative()) {
      throw new IllegalArgumentException(
          "a clock is advanced by %s, which is back".formatted(time));
    }
    synchronized (advancing) {
      Instant end = now.plus(time);
      timers.awaitQuiet();
      for (Instant due = timers.first(); due != null && !due.isAfter(end); due = timers.first()) {
        move(due);
      }
      move(end);
    }
  }

  private void move(Instant to) throws InterruptedException {
    now = to;
    timers.awaitQuiet();
  }

  @Override
  public void close() {
    timers.close();
  }
}
