package dev.keyturn.local.secrets;

import dev.keyturn.local.model.ApiException;
import dev.keyturn.local.schedule.Schedule;
import dev.keyturn.local.schedule.ScheduleException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How often a secret rotates, as RotateSecret was told.
 *
 * @param afterDays days between rotations, or null
 * @param expression a {@code rate()} or {@code cron()}, or null
 * @param duration the length of the window, or null
 * @param schedule what they amount to, or null if they name no frequency
 */
public record RotationRules(
    @Nullable Long afterDays,
    @Nullable String expression,
    @Nullable String duration,
    @Nullable Schedule schedule) {

  /**
   * Reads rules.
   *
   * @throws ScheduleException if they cannot be followed, saying why
   */
  public RotationRules(
      @Nullable Long afterDays, @Nullable String expression, @Nullable String duration) {
    this(afterDays, expression, duration, Schedule.of(afterDays, expression, duration));
  }

  public static RotationRules of(Parameters rules) {
    try {
      return new RotationRules(
          rules.number("AutomaticallyAfterDays").orElse(null),
          rules.text("ScheduleExpression").orElse(null),
          rules.text("Duration").orElse(null));
    } catch (ScheduleException e) {
      throw ApiException.invalidParameter(String.valueOf(e.getMessage()));
    }
  }

  /** With a schedule expression, the days are computed. */
  Map<String, Object> describe() {
    Map<String, Object> members = new LinkedHashMap<>();
    if (schedule != null) {
      members.put("AutomaticallyAfterDays", schedule.days());
    }
    if (expression != null) {
      members.put("ScheduleExpression", expression);
    }
    if (duration != null) {
      members.put("Duration", duration);
    }
    return members;
  }
}
