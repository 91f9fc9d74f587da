package dev.keyturn.cli.doctor;

/**
 * One thing that was found out, and what to do about it.
 *
 * @param gravity how bad it is
 * @param observed a sentence without its full stop
 * @param remedy what to do: a sentence without its full stop, or empty
 */
public record Finding(Gravity gravity, String observed, String remedy) {

  static Finding good(String observed) {
    return new Finding(Gravity.GOOD, observed, "");
  }

  static Finding note(String observed, String remedy) {
    return new Finding(Gravity.NOTE, observed, remedy);
  }

  /**
   * Tells it on one line.
   *
   * @return gravity, what was observed, and the remedy
   */
  public String line() {
    String advice = remedy.isEmpty() ? "" : " " + sentence(remedy);
    return "%-6s  %s%s".formatted(gravity, sentence(observed), advice).replace('\n', ' ');
  }

  /** Services end what they say with a full stop, or not. */
  private static String sentence(String text) {
    return text.endsWith(".") ? text : text + ".";
  }
}
