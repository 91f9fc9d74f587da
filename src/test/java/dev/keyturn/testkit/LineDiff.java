package dev.keyturn.testkit;

import java.util.List;

/** Where two texts differ: lines that are missing with a minus, lines that are new with a plus. */
final class LineDiff {

  private final List<String> expected;
  private final List<String> actual;
  private final int[][] common;

  private LineDiff(List<String> expected, List<String> actual) {
    this.expected = expected;
    this.actual = actual;
    this.common = new int[expected.size() + 1][actual.size() + 1];
    for (int i = expected.size() - 1; i >= 0; i--) {
      for (int j = actual.size() - 1; j >= 0; j--) {
        common[i][j] =
            expected.get(i).equals(actual.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
  }

  static String of(List<String> expected, List<String> actual) {
    return new LineDiff(expected, actual).text();
  }

  /** Along the longest common subsequence. */
  private String text() {
    StringBuilder text = new StringBuilder();
    int i = 0;
    int j = 0;
    while (i < expected.size() || j < actual.size()) {
      boolean both = i < expected.size() && j < actual.size();
      if (both && expected.get(i).equals(actual.get(j))) {
        text.append("  ").append(expected.get(i)).append('\n');
        i++;
        j++;
      } else if (j == actual.size() || (both && common[i + 1][j] >= common[i][j + 1])) {
        text.append("- ").append(expected.get(i)).append('\n');
        i++;
      } else {
        text.append("+ ").append(actual.get(j)).append('\n');
        j++;
      }
    }
    return text.toString();
  }
}
