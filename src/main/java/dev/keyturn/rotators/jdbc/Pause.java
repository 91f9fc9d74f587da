package dev.keyturn.rotators.jdbc;

import java.time.Duration;

/** Waits between two attempts; a parameter, so that tests need not wait. */
@FunctionalInterface
public interface Pause {

  /**
   * Waits.
   *
   * @param duration how long
   * @throws InterruptedException if the thread is interrupted
   */
  void of(Duration duration) throws InterruptedException;

  /**
   * Waits for real.
   *
   * @return a pause that lets the thread sleep
   */
  static Pause sleeping() {
    return duration -> Thread.sleep(duration.toMillis());
  }
}
