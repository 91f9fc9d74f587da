package dev.keyturn.local.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** AWS's dialect: its own examples, what real answers show, and what it refuses. */
class ScheduleTest {

  /** The examples of AWS's page on rotation schedules, from a Thursday, the first of January. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          cron(0 /8 * * ? *)          | 01T00 01T08 01T16 02T00
          cron(0 8/8 * * ? *)         | 01T08 01T16 02T08 02T16
          cron(0 2/10 * * ? *)        | 01T02 01T12 01T22 02T02
          cron(0 4/12 * * ? *)        | 01T04 01T16 02T04 02T16
          cron(0 10 * * ? *)          | 01T10 02T10 03T10 04T10
          cron(0 18 ? * SAT *)        | 03T18 10T18 17T18 24T18
          cron(0 8 1 * ? *)           | 01T08 2026-02-01T08 2026-03-01T08 2026-04-01T08
          cron(0 1 ? 1/3 SUN#1 *)     | 04T01 2026-04-05T01 2026-07-05T01 2026-10-04T01
          cron(0 17 L * ? *)          | 31T17 2026-02-28T17 2026-03-31T17 2026-04-30T17
          cron(0 8 ? * MON-FRI *)     | 01T08 02T08 05T08 06T08
          cron(0 16 1,15 * ? *)       | 01T16 15T16 2026-02-01T16 2026-02-15T16
          cron(0 0 ? * SUN#1 *)       | 04T00 2026-02-01T00 2026-03-01T00 2026-04-05T00
          cron(0 0 ? * TUE#3 *)       | 20T00 2026-02-17T00 2026-03-17T00 2026-04-21T00
          cron(0 0 SUNL * ? *)        | 25T00 2026-02-22T00 2026-03-29T00 2026-04-26T00
          cron(0 0 ? * SUNL *)        | 25T00 2026-02-22T00 2026-03-29T00 2026-04-26T00
          cron(0 0 ? * L *)           | 03T00 10T00 17T00 24T00
          cron(0 0 1/2 * ? *)         | 01T00 03T00 05T00 07T00
          cron(0 0 1-15 * ? *)        | 01T00 02T00 03T00 04T00
          cron(0 0 1 JAN,APR,JUL,OCT ? *) | 01T00 2026-04-01T00 2026-07-01T00 2026-10-01T00
          cron(0 0 1 1-3 ? *)         | 01T00 2026-02-01T00 2026-03-01T00 2027-01-01T00
          cron(0 0 ? * 1,4 *)         | 04T00 07T00 11T00 14T00
          cron(0 0 ? * 1-4 *)         | 04T00 05T00 06T00 07T00
          cron(0 0 ? * 1/2 *)         | 01T00 03T00 04T00 06T00
          cron(0 0 31 * ? *)          | 31T00 2026-03-31T00 2026-05-31T00 2026-07-31T00
          cron(0 0 29 2 ? *)          | 2028-02-29T00 2032-02-29T00 2036-02-29T00 2040-02-29T00
          """)
  void cronWindowsOpenAsAwsDocuments(String expression, String openings) {
    Schedule schedule = Schedule.of(null, expression, null);
    List<String> opened = new ArrayList<>();
    Instant from = Instant.parse("2025-12-31T23:59:59Z");
    for (int i = 0; i < 4; i++) {
      from = schedule.next(from).opens();
      opened.add(from.toString().replace(":00:00Z", "").replace("2026-01-", ""));
    }
    assertThat(String.join(" ", opened)).isEqualTo(openings);
  }

  /**
   * Rules, last rotation and answer of real DescribeSecret calls that people published. The last
   * line is AWS's own sample, with the rotation moved into the month that its answer is for.
   */
  @ParameterizedTest
  @CsvSource({
    "30, , , 2026-01-22T06:42:22Z, 2026-02-21T23:59:59Z, 30",
    "30, , , 2024-02-22T07:16:15Z, 2024-03-23T23:59:59Z, 30",
    ", cron(0 0 ? * 2 *), , 2023-10-16T07:18:02Z, 2023-10-23T23:59:59Z, 7",
    ", cron(0 0 ? * 2 *), , 2026-09-07T18:14:58Z, 2026-09-14T23:59:59Z, 7",
    ", 'cron(0 16 1,15 * ? *)', 2h, 2022-10-08T02:40:53Z, 2022-10-15T17:59:59Z, 14",
  })
  void reportsWhatRealAnswersReport(
      Long days, String expression, String duration, Instant last, Instant next, long every) {
    Schedule schedule = Schedule.of(days, expression, duration);

    assertThat(schedule.next(last).lastSecond()).isEqualTo(next);
    assertThat(schedule.days()).isEqualTo(every);
  }

  @ParameterizedTest
  @CsvSource({
    "1, , , 2026-03-01T00:00:00Z/2026-03-02T00:00:00Z, 1",
    "1000, , , 2028-11-24T00:00:00Z/2028-11-25T00:00:00Z, 1000",
    "30, , 3h, 2026-03-30T00:00:00Z/2026-03-30T03:00:00Z, 30",
    ", rate(1 day), , 2026-03-01T00:00:00Z/2026-03-02T00:00:00Z, 1",
    ", rate(1 days), , 2026-03-01T00:00:00Z/2026-03-02T00:00:00Z, 1",
    ", rate(10 days), 24h, 2026-03-10T00:00:00Z/2026-03-11T00:00:00Z, 10",
    ", rate(999 days), , 2028-11-23T00:00:00Z/2028-11-24T00:00:00Z, 999",
    ", rate(4 hours), , 2026-02-28T17:00:00Z/2026-02-28T18:00:00Z, 1",
    ", rate(4 hours), 4h, 2026-02-28T17:00:00Z/2026-02-28T21:00:00Z, 1",
    ", rate(10 hours), , 2026-02-28T23:00:00Z/2026-03-01T00:00:00Z, 1",
    ", rate(36 hours), , 2026-03-02T01:00:00Z/2026-03-02T02:00:00Z, 2",
    ", cron(0 10 * * ? *), , 2026-03-01T10:00:00Z/2026-03-02T00:00:00Z, 1",
    ", cron(0 14 * * ? *), 10h, 2026-02-28T14:00:00Z/2026-03-01T00:00:00Z, 1",
    ", cron(0 /8 * * ? *), , 2026-02-28T16:00:00Z/2026-02-28T17:00:00Z, 1",
    ", cron(0 0/5 * * ? *), 4h, 2026-02-28T15:00:00Z/2026-02-28T19:00:00Z, 1",
    ", cron(0 2/10 * * ? *), 2h, 2026-02-28T22:00:00Z/2026-03-01T00:00:00Z, 1",
    ", 'cron(0 8,20 * * ? *)', 4h, 2026-02-28T20:00:00Z/2026-03-01T00:00:00Z, 1",
  })
  void theNextWindowIsCountedFromTheLastRotation(
      Long days, String expression, String duration, String window, long every) {
    Schedule schedule = Schedule.of(days, expression, duration);
    Window next = schedule.next(Instant.parse("2026-02-28T13:45:10Z"));

    assertThat(next.opens() + "/" + next.closes()).isEqualTo(window);
    assertThat(schedule.days()).isEqualTo(every);
  }

  @ParameterizedTest
  @CsvSource({
    "30, , 2026-04-29T00:00:00Z",
    ", rate(4 hours), 2026-02-28T21:00:00Z",
    ", 'cron(0 16 1,15 * ? *)', 2026-03-15T16:00:00Z"
  })
  void aMissedWindowIsFollowedByTheNext(Long days, String expression, Instant opens) {
    Schedule schedule = Schedule.of(days, expression, null);
    Window missed = schedule.next(Instant.parse("2026-02-28T13:45:10Z"));

    assertThat(schedule.after(missed).opens()).isEqualTo(opens);
  }

  @Test
  void rulesWithoutAFrequencyMakeNoSchedule() {
    assertThat(Schedule.of(null, null, null)).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          30 | rate(1 day) |    | You cannot specify both rotation frequency and schedule expression together.
             |             | 3h | You must specify AutomaticallyAfterDays or ScheduleExpression together with Duration.
          0    |           |    | AutomaticallyAfterDays must be between 1 and 1000.
          1001 |           |    | AutomaticallyAfterDays must be between 1 and 1000.
          30   |           | 0h | The Duration '0h' isn't valid: it must be between 1h and 24h.
          30   |           | 25h | The Duration '25h' isn't valid: it must be between 1h and 24h.
          30   |           | 3m | The Duration '3m' isn't valid: it's a number of hours, for example 3h.
             | rate(3 hours)   | | The ScheduleExpression 'rate(3 hours)' isn't valid: a secret rotates every 4 hours at the most and every 999 days at the least.
             | rate(0 days)    | | The ScheduleExpression 'rate(0 days)' isn't valid: a secret rotates every 4 hours at the most and every 999 days at the least.
             | rate(1000 days) | | The ScheduleExpression 'rate(1000 days)' isn't valid: a secret rotates every 4 hours at the most and every 999 days at the least.
             | rate(23977 hours) | | The ScheduleExpression 'rate(23977 hours)' isn't valid: a secret rotates every 4 hours at the most and every 999 days at the least.
             | rate(90 minutes) | | The ScheduleExpression 'rate(90 minutes)' isn't valid: it's neither rate(Value Unit), with the unit hour, hours, day or days, nor cron(Minutes Hours Day-of-month Month Day-of-week Year).
             | every day       | | The ScheduleExpression 'every day' isn't valid: it's neither rate(Value Unit), with the unit hour, hours, day or days, nor cron(Minutes Hours Day-of-month Month Day-of-week Year).
             | rate(4 hours)   | 5h | The Duration '5h' isn't valid: the rotation window must not extend into the next rotation window.
             | cron(0 8 * * ?)     | | The ScheduleExpression 'cron(0 8 * * ?)' isn't valid: it has 5 fields instead of 6.
             | cron(5 8 * * ? *)   | | The ScheduleExpression 'cron(5 8 * * ? *)' isn't valid: the Minutes field must be 0.
             | cron(0 8 * * ? 2030) | | The ScheduleExpression 'cron(0 8 * * ? 2030)' isn't valid: the Year field must be *.
             | cron(0 8 * * * *)   | | The ScheduleExpression 'cron(0 8 * * * *)' isn't valid: one of the Day-of-month and Day-of-week fields must be ?, and not both.
             | cron(0 8 ? * ? *)   | | The ScheduleExpression 'cron(0 8 ? * ? *)' isn't valid: one of the Day-of-month and Day-of-week fields must be ?, and not both.
             | cron(0 24 * * ? *)  | | The ScheduleExpression 'cron(0 24 * * ? *)' isn't valid: a field has a value or a wildcard that it can't have.
             | cron(0 8 32 * ? *)  | | The ScheduleExpression 'cron(0 8 32 * ? *)' isn't valid: a field has a value or a wildcard that it can't have.
             | cron(0 8 3W * ? *)  | | The ScheduleExpression 'cron(0 8 3W * ? *)' isn't valid: a field has a value or a wildcard that it can't have.
             | cron(0 8 1#2 * ? *) | | The ScheduleExpression 'cron(0 8 1#2 * ? *)' isn't valid: a field has a value or a wildcard that it can't have.
             | cron(0 8 ? * 0 *)   | | The ScheduleExpression 'cron(0 8 ? * 0 *)' isn't valid: a field has a value or a wildcard that it can't have.
             | cron(0 8 ? 13 1 *)  | | The ScheduleExpression 'cron(0 8 ? 13 1 *)' isn't valid: a field has a value or a wildcard that it can't have.
             | cron(0 8 ? * 2# *)  | | The ScheduleExpression 'cron(0 8 ? * 2# *)' isn't valid: a field has a value or a wildcard that it can't have.
             | cron(0 8 ? * # *)   | | The ScheduleExpression 'cron(0 8 ? * # *)' isn't valid: a field has a value or a wildcard that it can't have.
             | cron(0 8 ? * MO *)  | | The ScheduleExpression 'cron(0 8 ? * MO *)' isn't valid: a field has a value or a wildcard that it can't have.
             | cron(0 8 ?,15 * ? *) | | The ScheduleExpression 'cron(0 8 ?,15 * ? *)' isn't valid: a field has a value or a wildcard that it can't have.
             | cron(0 8 ? * SUN#6 *) | | The ScheduleExpression 'cron(0 8 ? * SUN#6 *)' isn't valid: there is no such day.
             | cron(0 8 30 2 ? *)  | | The ScheduleExpression 'cron(0 8 30 2 ? *)' isn't valid: there is no such day.
             | cron(0 * * * ? *)   | | The ScheduleExpression 'cron(0 * * * ? *)' isn't valid: its windows open less than 4 hours after one another.
             | cron(0 2/10 * * ? *) | 3h | The Duration '3h' isn't valid: the rotation window must not extend into the next UTC day.
             | cron(0 22 * * ? *)  | 3h | The Duration '3h' isn't valid: the rotation window must not extend into the next UTC day.
             | cron(0 0/12 * * ? *) | 13h | The Duration '13h' isn't valid: the rotation window must not extend into the next rotation window.
          """)
  void refusesWhatAwsRefuses(Long days, String expression, String duration, String message) {
    assertThatThrownBy(() -> Schedule.of(days, expression, duration))
        .isInstanceOf(ScheduleException.class)
        .hasMessage(message);
  }
}
