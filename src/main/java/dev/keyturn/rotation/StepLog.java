package dev.keyturn.rotation;

import java.util.ArrayList;
import java.util.List;

/** Counts the logins of one step and collects its warnings. */
final class StepLog {

  private final List<String> warnings = new ArrayList<>();
  private int logins;
  private int rejected;

  void loginTried() {
    logins++;
  }

  void loginRejected() {
    rejected++;
  }

  /** A warning that is already there is not repeated: three logins without TLS are one fact. */
  void warn(String warning) {
    if (!warnings.contains(warning)) {
      warnings.add(warning);
    }
  }

  int logins() {
    return logins;
  }

  int rejected() {
    return rejected;
  }

  List<String> warnings() {
    return warnings;
  }
}
