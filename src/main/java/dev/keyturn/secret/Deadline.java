package dev.keyturn.secret;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;

/**
 * The moment by which an invocation must have answered; every time-out is taken from what is left.
 *
 * <p>Immutable and thread-safe as far as its clock is.
 */
public final class Deadline {

  private final InstantSource clock;
  private final Instant end;

  private Deadline(InstantSource clock, Instant end) {
    this.clock = Objects.requireNonNull(clock, "clock");
    this.end = Objects.requireNonNull(end, "end");
  }

  /**
   * Starts a deadline now.
   *
   * @param clock tells the time
   * @param allowance how long from now; zero or less is expired at once
   * @return the deadline
   */
  public static Deadline after(InstantSource clock, Duration allowance) {
    return new Deadline(clock, clock.instant().plus(allowance));
  }

  /**
   * Tells how much time is left.
   *
   * @return the time left, never negative
   */
  public Duration remaining() {
    Duration left = Duration.between(clock.instant(), end);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /**
   * Tells whether the time is over.
   *
   * @return whether nothing is left
   */
  public boolean expired() {
    return remaining().isZero();
  }

  /**
   * Ends earlier, so that there is time left to report.
   *
   * @param reserve what to keep back
   * @return a deadline that is over {@code reserve} before this one
   */
  public Deadline keeping(Duration reserve) {
    return new Deadline(clock, end.minus(reserve));
  }

  /**
   * Ends early, for a part of the work.
   *
   * @param allowance how long from now
   * @return a deadline that is over then, but not after this one
   */
  public Deadline within(Duration allowance) {
    Instant early = clock.instant().plus(allowance);
    return new Deadline(clock, early.isBefore(end) ? early : end);
  }

  /**
   * Bounds a time-out.
   *
   * @param longest the longest that is sensible
   * @return the shorter of that and the time left
   */
  public Duration atMost(Duration longest) {
    Duration left = remaining();
    return left.compareTo(longest) < 0 ? left : longest;
  }
}
