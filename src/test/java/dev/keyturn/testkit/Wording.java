package dev.keyturn.testkit;

import dev.keyturn.secret.SecretDescription;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.secret.VersionId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Says ids and labels in words that are the same each time. */
final class Wording {

  private static final Pattern SECRET_ARN =
      Pattern.compile(
          "arn:aws[a-z-]*:secretsmanager:[a-z0-9-]*:\\d*:secret:([^\\s,;]+?)-[A-Za-z0-9]{6}\\b");

  private final Map<String, String> words = new LinkedHashMap<>();
  private int versions;

  void replace(String text, String word) {
    words.put(text, word);
  }

  String version(VersionId version) {
    return words.computeIfAbsent(version.value(), id -> "version " + ++versions);
  }

  String secret(SecretId secret) {
    return of(secret.value());
  }

  /** Older versions are named before newer ones. */
  String labels(SecretDescription description) {
    for (StagingLabel label :
        new StagingLabel[] {StagingLabel.PREVIOUS, StagingLabel.CURRENT, StagingLabel.PENDING}) {
      description.holderOf(label).ifPresent(this::version);
    }
    Map<String, Set<String>> byVersion = new TreeMap<>();
    description
        .labels()
        .forEach(
            (version, labels) ->
                byVersion.put(
                    version(version),
                    labels.stream()
                        .map(StagingLabel::name)
                        .collect(Collectors.toCollection(TreeSet::new))));
    return byVersion.entrySet().stream()
        .map(entry -> String.join(" and ", entry.getValue()) + " on " + entry.getKey())
        .collect(Collectors.joining(", "));
  }

  String of(String text) {
    String said = SECRET_ARN.matcher(text).replaceAll("'$1'");
    for (Map.Entry<String, String> word : words.entrySet()) {
      said = said.replace(word.getKey(), word.getValue());
    }
    return said.replace("version version ", "version ");
  }
}
