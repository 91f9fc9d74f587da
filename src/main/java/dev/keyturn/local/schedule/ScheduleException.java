package dev.keyturn.local.schedule;

/** Rules that make no schedule; the message says which member and why. */
public final class ScheduleException extends IllegalArgumentException {

  private static final long serialVersionUID = 1L;

  private ScheduleException(String message) {
    super(message);
  }

  static ScheduleException expression(String expression, String why) {
    return new ScheduleException(
        "The ScheduleExpression '%s' isn't valid: %s.".formatted(expression, why));
  }

  static ScheduleException duration(int hours, String why) {
    return new ScheduleException("The Duration '%dh' isn't valid: %s.".formatted(hours, why));
  }

  static ScheduleException rules(String message) {
    return new ScheduleException(message);
  }
}
