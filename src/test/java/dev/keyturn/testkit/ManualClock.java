package dev.keyturn.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/** A clock that stands still until a test moves it. Thread-safe. */
public final class ManualClock implements InstantSource {

  private final AtomicReference<Instant> now;

  /**
   * Starts a clock.
   *
   * @param start what it shows
   */
  public ManualClock(Instant start) {
    this.now = new AtomicReference<>(start);
  }

  @Override
  public Instant instant() {
    return now.get();
  }

  /**
   * Moves the clock on.
   *
   * @param time by how much; a negative time moves it back, as clocks in the world can
   */
  public void advance(Duration time) {
    now.updateAndGet(before -> before.plus(time));
  }
}
