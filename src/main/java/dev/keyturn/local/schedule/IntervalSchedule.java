package dev.keyturn.local.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * A fixed time after the last rotation: days are counted from its date and open at midnight, hours
 * from its hour.
 *
 * @param interval time from the last rotation's date or hour to the opening
 * @param unit what the last rotation is rounded down to
 * @param window length of the window in hours
 */
record IntervalSchedule(Duration interval, ChronoUnit unit, int window) implements Schedule {

  private static final int MOST_DAYS = 1000;

  static IntervalSchedule days(long days, @Nullable Integer window) {
    if (days < 1 || days > MOST_DAYS) {
      throw ScheduleException.rules(
          "AutomaticallyAfterDays must be between 1 and %d.".formatted(MOST_DAYS));
    }
    int hours = window == null ? WindowLength.HOURS_OF_A_DAY : window;
    return new IntervalSchedule(Duration.ofDays(days), ChronoUnit.DAYS, hours);
  }

  static IntervalSchedule hours(int hours, @Nullable Integer window) {
    int length = window == null ? 1 : window;
    WindowLength.checkNextWindow(length, hours);
    return new IntervalSchedule(Duration.ofHours(hours), ChronoUnit.HOURS, length);
  }

  @Override
  public Window next(Instant from) {
    return Window.of(from.truncatedTo(unit).plus(interval), window);
  }

  @Override
  public Window after(Window missed) {
    return next(missed.opens());
  }

  @Override
  public long days() {
    return WindowLength.days(interval.toHours());
  }
}
