package dev.keyturn.local.rotation;

import java.time.Duration;

/**
 * How often a failed rotation is run again. AWS publishes neither number nor times.
 *
 * @param attempts how often a rotation is run at most, 1 or more
 * @param firstBackOff how long until the first retry; it doubles each time
 */
public record RetryPolicy(int attempts, Duration firstBackOff) {

  /** Five runs within about half a minute. */
  public static final RetryPolicy DEFAULT = new RetryPolicy(5, Duration.ofSeconds(2));

  /** Requires at least one run, and no time before now. */
  public RetryPolicy {
    if (attempts < 1 || firstBackOff.isNegative()) {
      throw new IllegalArgumentException("a rotation runs at least once, and not in the past");
    }
  }

  Duration backOffAfter(int attempt) {
    return firstBackOff.multipliedBy(1L << Math.min(attempt - 1, 16));
  }
}
