package dev.keyturn.local.secrets;

import dev.keyturn.local.model.ApiException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How often a secret rotates, as RotateSecret was told.
 *
 * @param afterDays days between rotations, or null
 * @param expression a {@code rate()} or {@code cron()}, or null
 * @param duration the length of the window, or null
 */
public record RotationRules(
    @Nullable Long afterDays, @Nullable String expression, @Nullable String duration) {

  public static RotationRules of(Parameters rules) {
    if (rules.has("AutomaticallyAfterDays") && rules.has("ScheduleExpression")) {
      throw ApiException.invalidParameter(
          "You cannot specify both rotation frequency and schedule expression together.");
    }
    return new RotationRules(
        rules.number("AutomaticallyAfterDays").orElse(null),
        rules.text("ScheduleExpression").orElse(null),
        rules.text("Duration").orElse(null));
  }

  Map<String, Object> describe() {
    Map<String, Object> members = new LinkedHashMap<>();
    if (afterDays != null) {
      members.put("AutomaticallyAfterDays", afterDays);
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
