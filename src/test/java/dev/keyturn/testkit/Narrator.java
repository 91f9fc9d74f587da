package dev.keyturn.testkit;

import java.util.ArrayList;
import java.util.List;

/** Takes the lines of the step that is running, and counts what costs something. */
final class Narrator {

  private final Wording wording;
  private final List<String> lines = new ArrayList<>();
  private int calls;
  private int logins;
  private int rejected;

  Narrator(Wording wording) {
    this.wording = wording;
  }

  Wording wording() {
    return wording;
  }

  void tell(String line) {
    lines.add(line);
  }

  void tellCall(String line) {
    calls++;
    tell(line);
  }

  void tellLogin(String line, boolean wasRejected) {
    logins++;
    rejected += wasRejected ? 1 : 0;
    tell(line);
  }

  /** The lines so far, which are not told again. */
  List<String> step() {
    List<String> told = lines.stream().map(wording::of).toList();
    lines.clear();
    return told;
  }

  String sum() {
    return "In all: %s, %s, %d rejected."
        .formatted(number(calls, "AWS call"), number(logins, "login"), rejected);
  }

  private static String number(int count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
