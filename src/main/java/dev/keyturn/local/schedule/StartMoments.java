package dev.keyturn.local.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.random.RandomGenerator;

/**
 * Chooses when in a window a rotation starts: the hour at random, the minute at random but weighted
 * to the top of the hour. Thread-safe if its source of randomness is.
 *
 * @param random what decides
 * @param weight how much minutes lean to the top of the hour: 1 not at all, 2 puts half of the
 *     starts into the first 15 minutes
 */
public record StartMoments(RandomGenerator random, double weight) {

  /** Half of the rotations start in the first quarter of their hour; AWS does not say how many. */
  public static final double DEFAULT_WEIGHT = 2;

  private static final int MINUTES_OF_AN_HOUR = 60;
  private static final int SECONDS_OF_A_MINUTE = 60;

  /** Requires a weight that leans to the top of the hour, if anywhere. */
  public StartMoments {
    if (!(weight >= 1 && Double.isFinite(weight))) {
      throw new IllegalArgumentException("minutes lean to the top of the hour by 1 or more");
    }
  }

  /**
   * Chooses a moment.
   *
   * @param window a window that is not over
   * @param earliest not before this
   * @return a moment in what is left of the window
   */
  public Instant in(Window window, Instant earliest) {
    Instant from = earliest.isAfter(window.opens()) ? earliest : window.opens();
    Instant hour = from.truncatedTo(ChronoUnit.HOURS);
    long hours = Duration.between(hour, window.closes()).toHours();
    Instant chosen =
        hour.plus(Duration.ofHours(random.nextLong(Math.max(1, hours))))
            .plus(Duration.ofMinutes(minute()))
            .plusSeconds(random.nextInt(SECONDS_OF_A_MINUTE));
    return chosen.isBefore(from) ? from : chosen;
  }

  private long minute() {
    return (long) (MINUTES_OF_AN_HOUR * Math.pow(random.nextDouble(), weight));
  }
}
