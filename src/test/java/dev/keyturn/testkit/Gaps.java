package dev.keyturn.testkit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** How long a client was without a login that worked, in each of many rotations. */
final class Gaps {

  private final List<Duration> all = new ArrayList<>();

  void add(Duration gap) {
    all.add(gap);
  }

  /** Median, nine tenths and longest, in milliseconds. */
  String words() {
    if (all.isEmpty() || Collections.max(all).isZero()) {
      return "none";
    }
    return "%d, %d, %d ms".formatted(millis(5), millis(9), millis(10));
  }

  /** The gap that so many tenths of the rotations did not exceed. */
  private long millis(int tenths) {
    List<Duration> sorted = all.stream().sorted().toList();
    int rank = (sorted.size() * tenths + 9) / 10;
    return sorted.get(rank - 1).toMillis();
  }
}
