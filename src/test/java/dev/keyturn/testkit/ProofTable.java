package dev.keyturn.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows of measurements: printed, and written into the Markdown file that the system property
 * {@value #FILE} names, each in the place of the row that begins like it.
 */
final class ProofTable {

  static final String FILE = "keyturn.proof.file";

  private final String heading;

  /**
   * A table of that file.
   *
   * @param heading how its first line begins
   */
  ProofTable(String heading) {
    this.heading = heading;
  }

  void put(String subject, String... cells) {
    String row = "| " + subject + " | " + String.join(" | ", cells) + " |";
    System.out.println(heading + " …");
    System.out.println(row);
    String file = System.getProperty(FILE, "");
    if (!file.isEmpty()) {
      write(Path.of(file), "| " + subject + " |", row);
    }
  }

  private void write(Path file, String begin, String row) {
    try {
      List<String> lines = new ArrayList<>(Files.readAllLines(file));
      int at = 0;
      while (!lines.get(at).startsWith(heading)) {
        at++;
      }
      while (at < lines.size()
          && lines.get(at).startsWith("|")
          && !lines.get(at).startsWith(begin)) {
        at++;
      }
      if (at < lines.size() && lines.get(at).startsWith(begin)) {
        lines.set(at, row);
      } else {
        lines.add(at, row);
      }
      Files.write(file, lines);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
