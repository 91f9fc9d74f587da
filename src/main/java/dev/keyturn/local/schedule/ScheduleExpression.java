package dev.keyturn.local.schedule;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code rate()} and {@code cron()}. */
final class ScheduleExpression {

  static final int SHORTEST_HOURS = 4;
  private static final int LONGEST_DAYS = 999;

  private static final Pattern RATE = Pattern.compile("rate\\(([0-9]{1,9}) (hours?|days?)\\)");
  private static final Pattern CRON = Pattern.compile("cron\\((.*)\\)");

  private static final int REMEMBERED = 256;

  /** Many secrets have the same schedule, and checking one means to look at years of it. */
  private static final Map<CronKey, CronSchedule> CRONS =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<CronKey, CronSchedule> eldest) {
          return size() > REMEMBERED;
        }
      };

  private record CronKey(String expression, @Nullable Integer window) {}

  private ScheduleExpression() {}

  static Schedule parse(String expression, @Nullable Integer window) {
    Matcher rate = RATE.matcher(expression);
    if (rate.matches()) {
      return rate(expression, Integer.parseInt(rate.group(1)), rate.group(2), window);
    }
    Matcher cron = CRON.matcher(expression);
    if (cron.matches()) {
      return cron(expression, cron.group(1), window);
    }
    throw ScheduleException.expression(
        expression,
        "it's neither rate(Value Unit), with the unit hour, hours, day or days, nor cron(Minutes"
            + " Hours Day-of-month Month Day-of-week Year)");
  }

  private static Schedule cron(String expression, String fields, @Nullable Integer window) {
    synchronized (CRONS) {
      return CRONS.computeIfAbsent(
          new CronKey(expression, window), key -> CronSchedule.of(expression, fields, window));
    }
  }

  private static Schedule rate(
      String expression, int value, String unit, @Nullable Integer window) {
    boolean days = unit.startsWith("day");
    long hours = days ? (long) value * WindowLength.HOURS_OF_A_DAY : value;
    if (hours < SHORTEST_HOURS || hours > (long) LONGEST_DAYS * WindowLength.HOURS_OF_A_DAY) {
      throw ScheduleException.expression(
          expression, "a secret rotates every 4 hours at the most and every 999 days at the least");
    }
    return days ? IntervalSchedule.days(value, window) : IntervalSchedule.hours(value, window);
  }
}
