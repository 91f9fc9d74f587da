package dev.keyturn.cli;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;

/** Where the labels of a secret are, and what that means. */
record Labels(Map<String, List<String>> versions) {

  static final String CURRENT = "AWSCURRENT";
  static final String PENDING = "AWSPENDING";

  static Labels of(DescribeSecretResponse secret) {
    return new Labels(secret.versionIdsToStages());
  }

  Optional<String> holder(String label) {
    return versions.entrySet().stream()
        .filter(entry -> entry.getValue().contains(label))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  boolean has(String version, String label) {
    return versions.getOrDefault(version, List.of()).contains(label);
  }

  /** The version on which AWSPENDING got stuck, or is on its way: it is not current. */
  Optional<String> pendingAlone() {
    return holder(PENDING).filter(version -> !has(version, CURRENT));
  }

  /** Versions and their labels, a line each, the current one first. */
  List<String> lines() {
    return versions.entrySet().stream()
        .sorted(
            (one, other) ->
                Boolean.compare(
                    other.getValue().contains(CURRENT), one.getValue().contains(CURRENT)))
        .map(entry -> "  " + entry.getKey() + "  " + joined(entry.getValue()))
        .toList();
  }

  private static String joined(Collection<String> labels) {
    return String.join(", ", labels.stream().sorted().toList());
  }
}
