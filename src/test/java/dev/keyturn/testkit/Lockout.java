package dev.keyturn.testkit;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.Map;

/** Counts wrong passwords in a row, as a service's lockout policy does. Thread-safe. */
final class Lockout {

  private final int after;
  private final Map<String, Integer> inARow = new HashMap<>();
  private int most;
  private int reached;

  Lockout(int after) {
    this.after = after;
  }

  synchronized void count(String user, boolean rejected) {
    int now = rejected ? inARow.getOrDefault(user, 0) + 1 : 0;
    inARow.put(user, now);
    most = Math.max(most, now);
    reached += now == after ? 1 : 0;
  }

  /** How often a user would have been locked out. */
  synchronized int reached() {
    return reached;
  }

  synchronized void assertNotReached() {
    assertTrue(
        most < after,
        () -> most + " wrong passwords in a row lock a user out who may have " + (after - 1));
  }
}
