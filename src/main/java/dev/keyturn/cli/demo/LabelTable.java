package dev.keyturn.cli.demo;

import dev.keyturn.cli.text.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Where the labels of the demo's secret are, and which user each version is for. */
final class LabelTable {

  private static final int SHOWN = 8;

  private LabelTable() {}

  static List<String> of(Stage stage) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("VERSION", "LABELS", "USER"));
    stage.labels().entrySet().stream()
        .sorted(Map.Entry.comparingByValue((one, other) -> order(one) - order(other)))
        .forEach(
            entry ->
                rows.add(
                    List.of(
                        brief(entry.getKey()),
                        String.join(", ", entry.getValue().stream().sorted().toList()),
                        user(stage, entry.getKey()))));
    return Table.lines(rows);
  }

  static String brief(String version) {
    return version.substring(0, SHOWN);
  }

  private static int order(List<String> labels) {
    return labels.contains("AWSCURRENT") ? 0 : labels.contains("AWSPENDING") ? 1 : 2;
  }

  private static String user(Stage stage, String version) {
    return stage.version(version).map(DemoCredential::shown).orElse("(no value yet)");
  }
}
