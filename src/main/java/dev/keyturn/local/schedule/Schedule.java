package dev.keyturn.local.schedule;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a secret rotates. Immutable and thread-safe; all of it in UTC.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_schedule.html">Rotation
 *     schedules</a>
 */
public sealed interface Schedule permits IntervalSchedule, CronSchedule {

  /**
   * Makes the schedule that rotation rules ask for.
   *
   * @param afterDays {@code AutomaticallyAfterDays}, 1 to 1000, or null
   * @param expression {@code ScheduleExpression}, or null
   * @param duration {@code Duration} in hours, for instance {@code 3h}, or null
   * @return the schedule, or null if the rules ask for none
   * @throws ScheduleException if they cannot be followed
   */
  static @Nullable Schedule of(
      @Nullable Long afterDays, @Nullable String expression, @Nullable String duration) {
    Integer hours = duration == null ? null : WindowLength.hours(duration);
    if (afterDays != null && expression != null) {
      throw ScheduleException.rules(
          "You cannot specify both rotation frequency and schedule expression together.");
    }
    if (afterDays != null) {
      return IntervalSchedule.days(afterDays, hours);
    }
    if (expression == null && hours != null) {
      throw ScheduleException.rules(
          "You must specify AutomaticallyAfterDays or ScheduleExpression together with Duration.");
    }
    return expression == null ? null : ScheduleExpression.parse(expression, hours);
  }

  /**
   * Finds the first window to come.
   *
   * @param from the last rotation, or what counts as one
   * @return the window, which opens later than that
   */
  Window next(Instant from);

  /**
   * Finds the window after one in which the secret did not rotate.
   *
   * @param missed a window of this schedule
   * @return the next one
   */
  Window after(Window missed);

  /**
   * Tells the {@code AutomaticallyAfterDays} of this schedule.
   *
   * @return the shortest time between two windows, in days rounded up
   */
  long days();
}
