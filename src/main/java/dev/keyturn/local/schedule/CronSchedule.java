package dev.keyturn.local.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Windows that open when a {@code cron()} expression says. */
final class CronSchedule implements Schedule {

  private final CronFields fields;
  private final int window;
  private final long shortestHours;

  private CronSchedule(CronFields fields, int window, long shortestHours) {
    this.fields = fields;
    this.window = window;
    this.shortestHours = shortestHours;
  }

  static CronSchedule of(String expression, String text, @Nullable Integer window) {
    CronFields fields = CronFields.parse(expression, text);
    List<Instant> openings = fields.sample();
    long shortest = shortestHours(openings);
    if (shortest < ScheduleExpression.SHORTEST_HOURS) {
      throw ScheduleException.expression(
          expression, "its windows open less than 4 hours after one another");
    }
    int hours = window == null ? fields.defaultWindow() : window;
    WindowLength.checkNextWindow(hours, shortest);
    for (Instant opening : openings) {
      WindowLength.checkNextDay(opening.atOffset(ZoneOffset.UTC).getHour(), hours);
    }
    return new CronSchedule(fields, hours, shortest);
  }

  private static long shortestHours(List<Instant> openings) {
    long shortest = Long.MAX_VALUE;
    for (int i = 1; i < openings.size(); i++) {
      shortest =
          Math.min(shortest, Duration.between(openings.get(i - 1), openings.get(i)).toHours());
    }
    return shortest;
  }

  @Override
  public Window next(Instant from) {
    return Window.of(fields.after(from).orElseThrow(), window);
  }

  @Override
  public Window after(Window missed) {
    return next(missed.opens());
  }

  @Override
  public long days() {
    return WindowLength.days(shortestHours);
  }
}
