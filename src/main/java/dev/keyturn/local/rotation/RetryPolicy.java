package dev.keyturn.local.rotation;

import java.time.Duration;

/**
 * How often a failed rotation is run again. AWS publishes neither number nor times.
 *
 * @param attempts how often a rotation is run at most, 1 or more
 * @param firstBackOff how long until the first retry; it doubles each time
 * @param longestBackOff how long it gets at most
 */
public record RetryPolicy(int attempts, Duration firstBackOff, Duration longestBackOff) {

  /** Five runs within about half a minute. */
  public static final RetryPolicy DEFAULT =
      new RetryPolicy(5, Duration.ofSeconds(2), Duration.ofHours(1));

  /** Requires at least one run, and no time before now. */
  public RetryPolicy {
    if (attempts < 1 || firstBackOff.isNegative() || longestBackOff.isNegative()) {
      throw new IllegalArgumentException("a rotation runs at least once, and not in the past");
    }
  }

  /**
   * Retries that are at most an hour apart.
   *
   * @param attempts how often a rotation is run at most, 1 or more
   * @param firstBackOff how long until the first retry; it doubles each time
   */
  public RetryPolicy(int attempts, Duration firstBackOff) {
    this(attempts, firstBackOff, DEFAULT.longestBackOff());
  }

  Duration backOffAfter(int attempt) {
    Duration backOff = firstBackOff;
    for (int i = 1; i < attempt && backOff.compareTo(longestBackOff) < 0; i++) {
      backOff = backOff.multipliedBy(2);
    }
    return backOff.compareTo(longestBackOff) < 0 ? backOff : longestBackOff;
  }
}
