package dev.keyturn.local.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Objects;

/**
 * Any expression makes windows that come one after the other, or is refused with a reason.
 *
 * <p>An input is a {@code ScheduleExpression}, and in a second line a {@code Duration}.
 */
class ScheduleFuzzTest {

  private static final Instant NOW = Instant.parse("2026-11-24T10:00:00Z");

  @FuzzTest(maxDuration = "60s")
  void schedules(byte[] input) {
    String[] lines = new String(input, StandardCharsets.UTF_8).split("\n", 2);
    // The model's limits, which a request has passed before.
    if (lines[0].isEmpty() || lines[0].length() > 256) {
      return;
    }
    Schedule schedule;
    try {
      String duration = lines.length < 2 || !lines[1].matches("[0-9h]{2,3}") ? null : lines[1];
      schedule = Objects.requireNonNull(Schedule.of(null, lines[0], duration));
    } catch (ScheduleException e) {
      assertThat(e)
          .hasMessageMatching("(?s)The (ScheduleExpression|Duration) '.*' isn't valid: .*");
      return;
    }
    Window first = schedule.next(NOW);
    Window second = schedule.after(first);

    assertThat(first.opens()).isAfter(NOW);
    assertThat(first.closes()).isAfter(first.opens());
    assertThat(second.opens()).isAfterOrEqualTo(first.closes());
    assertThat(schedule.days()).isPositive();
  }
}
