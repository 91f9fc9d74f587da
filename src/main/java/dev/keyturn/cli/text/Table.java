package dev.keyturn.cli.text;

import java.util.ArrayList;
import java.util.List;

/** Lines up cells in columns that are as wide as their widest cell. */
public final class Table {

  private Table() {}

  /**
   * Lines up.
   *
   * @param rows their cells; a row may have fewer than another
   * @return a line for each row
   */
  public static List<String> lines(List<List<String>> rows) {
    List<Integer> widths = new ArrayList<>();
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        int width = row.get(i).length();
        if (i == widths.size()) {
          widths.add(width);
        } else {
          widths.set(i, Math.max(widths.get(i), width));
        }
      }
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static String line(List<String> row, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < row.size(); i++) {
      line.append(row.get(i)).append(" ".repeat(widths.get(i) - row.get(i).length() + 2));
    }
    return line.toString().stripTrailing();
  }
}
