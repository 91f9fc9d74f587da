package dev.keyturn.local.schedule;

import java.time.Duration;
import java.time.Instant;

/**
 * The time in which a rotation happens.
 *
 * @param opens its first moment, on the hour
 * @param closes the first moment after it, on the hour
 */
public record Window(Instant opens, Instant closes) {

  static Window of(Instant opens, int hours) {
    return new Window(opens, opens.plus(Duration.ofHours(hours)));
  }

  /** What {@code NextRotationDate} reports: the window's last second. */
  public Instant lastSecond() {
    return closes.minusSeconds(1);
  }

  /** Whether it is over. */
  public boolean closedBy(Instant now) {
    return !closes.isAfter(now);
  }
}
