package dev.keyturn.local.schedule;

/** The length of a window, as {@code Duration} has it. */
final class WindowLength {

  static final int HOURS_OF_A_DAY = 24;

  private WindowLength() {}

  /** Reads hours; the API model has accepted the form, but a seed file may hold anything. */
  static int hours(String duration) {
    if (!duration.matches("[0-9]{1,2}h")) {
      throw ScheduleException.rules(
          "The Duration '%s' isn't valid: it's a number of hours, for example 3h."
              .formatted(duration));
    }
    int hours = Integer.parseInt(duration.substring(0, duration.length() - 1));
    if (hours < 1 || hours > HOURS_OF_A_DAY) {
      throw ScheduleException.duration(hours, "it must be between 1h and 24h");
    }
    return hours;
  }

  /** Rounded up, since part of a day counts as one. */
  static long days(long hours) {
    return (hours + HOURS_OF_A_DAY - 1) / HOURS_OF_A_DAY;
  }

  static void checkNextWindow(int hours, long hoursToNextWindow) {
    if (hours > hoursToNextWindow) {
      throw ScheduleException.duration(
          hours, "the rotation window must not extend into the next rotation window");
    }
  }

  static void checkNextDay(int openingHour, int hours) {
    if (openingHour + hours > HOURS_OF_A_DAY) {
      throw ScheduleException.duration(
          hours, "the rotation window must not extend into the next UTC day");
    }
  }
}
