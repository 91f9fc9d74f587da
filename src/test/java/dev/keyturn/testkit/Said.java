package dev.keyturn.testkit;

import static org.junit.jupiter.api.Assertions.fail;

import java.util.Set;

/** All that a case heard: log lines, reports, failures, requests and results. Thread-safe. */
final class Said {

  private static final int AROUND = 60;

  private final StringBuilder text = new StringBuilder();

  synchronized void add(String more) {
    text.append(more).append('\n');
  }

  void assertFreeOf(Set<String> sensitive, String more) {
    String all = this + more;
    for (String each : sensitive) {
      int at = all.indexOf(each);
      if (at >= 0) {
        fail("a secret value was told: " + around(all, at, each));
      }
    }
  }

  private static String around(String said, int at, String secret) {
    int begin = Math.max(0, at - AROUND);
    int end = Math.min(said.length(), at + secret.length() + AROUND);
    return "…" + said.substring(begin, end).replace(secret, "[the value]") + "…";
  }

  @Override
  public synchronized String toString() {
    return text.toString();
  }
}
