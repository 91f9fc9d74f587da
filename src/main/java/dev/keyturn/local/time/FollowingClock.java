package dev.keyturn.local.time;

import java.time.Instant;
import java.time.InstantSource;

/**
 * Follows another clock, the system's as a rule. A machine that slept, or a clock that jumped,
 * starts what fell due meanwhile within ten seconds.
 */
final class FollowingClock implements ServiceClock {

  private final InstantSource time;
  private final Timers timers;

  FollowingClock(InstantSource time) {
    this.time = time;
    this.timers = new Timers(time);
  }

  @Override
  public Instant instant() {
    return time.instant();
  }

  @Override
  public Timer at(Instant when, Task task) {
    return timers.at(when, task);
  }

  @Override
  public void close() {
    timers.close();
  }
}
