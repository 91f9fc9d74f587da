package dev.keyturn.local.rotation;

import dev.keyturn.local.schedule.StartMoments;
import java.security.SecureRandom;

/**
 * What AWS does not publish of its rotations.
 *
 * @param retries how often a failed rotation is run
 * @param moments when in its window a rotation starts
 * @param concurrency how many rotations a function does at once, 1 or more; others wait
 */
public record RotationSettings(RetryPolicy retries, StartMoments moments, int concurrency) {

  /** The least that AWS advises to reserve for a rotation function. */
  public static final int DEFAULT_CONCURRENCY = 10;

  /** The defaults, but for retries. */
  public static RotationSettings with(RetryPolicy retries) {
    return new RotationSettings(
        retries,
        new StartMoments(new SecureRandom(), StartMoments.DEFAULT_WEIGHT),
        DEFAULT_CONCURRENCY);
  }

  /** Requires a function that runs at all. */
  public RotationSettings {
    if (concurrency < 1) {
      throw new IllegalArgumentException("a function does at least one rotation at once");
    }
  }
}
