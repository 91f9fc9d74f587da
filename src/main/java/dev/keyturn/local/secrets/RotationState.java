package dev.keyturn.local.secrets;

import dev.keyturn.local.schedule.Schedule;
import dev.keyturn.local.schedule.Window;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the service remembers about a secret's rotation, from the first RotateSecret on.
 *
 * @param enabled whether rotation is on
 * @param functionArn the function, or null
 * @param rules how often, or null if never told
 * @param lastRotated when a rotation last succeeded, or null
 * @param next the window in which the secret rotates next, or null while none is planned
 * @param underWay the rotation that has begun and not ended, or null
 */
public record RotationState(
    boolean enabled,
    @Nullable String functionArn,
    @Nullable RotationRules rules,
    @Nullable Instant lastRotated,
    @Nullable Window next,
    @Nullable UnderWay underWay) {

  /** Nothing was ever told. */
  public static final RotationState NONE = new RotationState(false, null, null, null, null, null);

  /**
   * A rotation from the moment it is promised until it has ended in whatever way, so that a service
   * that is started again goes on with it. A pending version alone does not say that: it may be one
   * that failed, or was seeded.
   *
   * @param version the version that it brings in, or tries
   * @param window the window in which it has to succeed, or null if somebody asked for it
   * @param test whether it is a lone testSecret
   */
  public record UnderWay(String version, @Nullable Window window, boolean test) {}

  /** A rotation begins. */
  public RotationState begun(UnderWay rotation) {
    return new RotationState(enabled, functionArn, rules, lastRotated, next, rotation);
  }

  /** A rotation has ended; another one, begun since, has not. */
  public RotationState ended(String version) {
    return underWay != null && underWay.version().equals(version)
        ? new RotationState(enabled, functionArn, rules, lastRotated, next, null)
        : this;
  }

  /** Rotation is on from now; new rules wait until the next window is planned by them. */
  public RotationState configured(@Nullable String function, @Nullable RotationRules replacement) {
    return new RotationState(
        true,
        function,
        replacement == null ? rules : replacement,
        lastRotated,
        replacement == null ? next : null,
        function == null ? null : underWay);
  }

  /** Rotation is off from now; a test goes on, since its version has to be removed. */
  public RotationState switchedOff() {
    UnderWay test = underWay != null && underWay.test() ? underWay : null;
    return new RotationState(false, functionArn, rules, lastRotated, null, test);
  }

  /** Whether a version is the temporary one of a lone testSecret. */
  public boolean tests(String version) {
    return underWay != null && underWay.test() && underWay.version().equals(version);
  }

  /** A rotation succeeded: the next one is counted from it. */
  public RotationState rotatedAt(Instant time) {
    return new RotationState(enabled, functionArn, rules, time, from(time), underWay);
  }

  /** Somebody stored a value by hand, which counts as a rotation. */
  public RotationState renewedAt(Instant time) {
    return with(from(time));
  }

  /** Plans a window if none is: counted from the last rotation, unless that is too long ago. */
  public RotationState planned(Instant now) {
    if (next != null) {
      return this;
    }
    Window counted = lastRotated == null ? null : from(lastRotated);
    return with(counted == null || counted.closedBy(now) ? from(now) : counted);
  }

  /** A window ended, or its rotation failed, so that the one after it is next. */
  public RotationState missed(Window window, Instant now) {
    Schedule schedule = schedule();
    if (schedule == null || !window.equals(next)) {
      return this;
    }
    Window following = schedule.after(window);
    while (following.closedBy(now)) {
      following = schedule.after(following);
    }
    return with(following);
  }

  private RotationState with(@Nullable Window window) {
    return new RotationState(enabled, functionArn, rules, lastRotated, window, underWay);
  }

  private @Nullable Window from(Instant time) {
    Schedule schedule = schedule();
    return schedule == null ? null : schedule.next(time);
  }

  /** Without a function it is a partner who rotates, when it likes. */
  private @Nullable Schedule schedule() {
    return enabled && functionArn != null && rules != null ? rules.schedule() : null;
  }
}
