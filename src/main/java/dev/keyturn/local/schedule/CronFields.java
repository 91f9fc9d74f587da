package dev.keyturn.local.schedule;

import com.cronutils.model.Cron;
import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The six fields of a {@code cron()} expression in AWS's dialect: Sunday is day 1 of the week,
 * minute and year are fixed, and one of the two day fields is a question mark.
 */
final class CronFields {

  private static final int FIELDS = 6;
  private static final int HOURS = 1;
  private static final int DAY_OF_MONTH = 2;
  private static final int DAY_OF_WEEK = 4;
  private static final int YEAR = 5;

  /** Enough for two years of a schedule that is uneven from month to month. */
  private static final int SAMPLE = 60;

  private static final Instant SAMPLE_FROM = Instant.parse("2022-12-31T23:59:59Z");

  private static final CronDefinition DIALECT =
      CronDefinitionBuilder.defineCron()
          .withMinutes()
          .and()
          .withHours()
          .and()
          .withDayOfMonth()
          .supportsL()
          .supportsQuestionMark()
          .and()
          .withMonth()
          .and()
          .withDayOfWeek()
          .withValidRange(1, 7)
          .withMondayDoWValue(2)
          .supportsHash()
          .supportsL()
          .supportsQuestionMark()
          .and()
          .withYear()
          .and()
          .instance();

  private final String hours;
  private final ExecutionTime times;

  private CronFields(String hours, ExecutionTime times) {
    this.hours = hours;
    this.times = times;
  }

  /** Reads the fields, or says what is wrong with the expression that they are of. */
  static CronFields parse(String expression, String text) {
    String[] fields = text.split(" +", -1);
    if (fields.length != FIELDS) {
      throw ScheduleException.expression(
          expression, "it has %d fields instead of 6".formatted(fields.length));
    }
    if (!fields[0].equals("0")) {
      throw ScheduleException.expression(expression, "the Minutes field must be 0");
    }
    if (!fields[YEAR].equals("*")) {
      throw ScheduleException.expression(expression, "the Year field must be *");
    }
    if (fields[DAY_OF_MONTH].equals("?") == fields[DAY_OF_WEEK].equals("?")) {
      throw ScheduleException.expression(
          expression, "one of the Day-of-month and Day-of-week fields must be ?, and not both");
    }
    moveNamedDay(fields);
    CronFields parsed = of(expression, fields);
    if (parsed.after(SAMPLE_FROM).isEmpty()) {
      throw ScheduleException.expression(expression, "there is no such day");
    }
    return parsed;
  }

  /** AWS also takes the last named day of a month, SUNL, as a day of the month. */
  private static void moveNamedDay(String[] fields) {
    if (fields[DAY_OF_MONTH].matches("[A-Z]{3}L")) {
      fields[DAY_OF_WEEK] = fields[DAY_OF_MONTH];
      fields[DAY_OF_MONTH] = "?";
    }
  }

  private static CronFields of(String expression, String[] fields) {
    try {
      Cron cron = new CronParser(DIALECT).parse(String.join(" ", fields));
      CronFields parsed = new CronFields(fields[HOURS], ExecutionTime.forCron(cron));
      // Some lists with a wildcard in them are refused no sooner than by the first search.
      Optional<Instant> unused = parsed.after(SAMPLE_FROM);
      return parsed;
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      // The second is what the library says of a # with nothing on one of its sides.
      throw ScheduleException.expression(
          expression, "a field has a value or a wildcard that it can't have");
    }
  }

  /** The first opening after a moment. The library does not say whether it is thread-safe. */
  synchronized Optional<Instant> after(Instant moment) {
    return times
        .nextExecution(ZonedDateTime.ofInstant(moment, ZoneOffset.UTC))
        .map(ZonedDateTime::toInstant);
  }

  /** The first openings from a fixed date on. */
  List<Instant> sample() {
    List<Instant> openings = new ArrayList<>();
    for (Optional<Instant> opening = after(SAMPLE_FROM);
        opening.isPresent() && openings.size() < SAMPLE;
        opening = after(opening.get())) {
      openings.add(opening.get());
    }
    return openings;
  }

  /** A schedule in days is open to the end of the day, and one in hours for an hour. */
  int defaultWindow() {
    return hours.matches("[0-9]+") ? WindowLength.HOURS_OF_A_DAY - Integer.parseInt(hours) : 1;
  }
}
