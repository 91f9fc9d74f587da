package dev.keyturn.cli.doctor;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;

/**
 * Where the labels of a secret are, and what that means.
 *
 * @param versions the labels of every version that has one
 */
public record Labels(Map<String, List<String>> versions) {

  /** The version that clients read. */
  public static final String CURRENT = "AWSCURRENT";

  /** The version that a rotation is bringing in. */
  public static final String PENDING = "AWSPENDING";

  /** The version that was current before. */
  public static final String PREVIOUS = "AWSPREVIOUS";

  /**
   * Reads the labels of a secret.
   *
   * @param secret what DescribeSecret answered
   * @return its labels
   */
  public static Labels of(DescribeSecretResponse secret) {
    return new Labels(secret.versionIdsToStages());
  }

  /**
   * Finds the version that a label is on.
   *
   * @param label the label
   * @return the version, or empty if it is on none
   */
  public Optional<String> holder(String label) {
    return versions.entrySet().stream()
        .filter(entry -> entry.getValue().contains(label))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /**
   * Tells whether a version has a label.
   *
   * @param version the version
   * @param label the label
   * @return whether it is there
   */
  public boolean has(String version, String label) {
    return versions.getOrDefault(version, List.of()).contains(label);
  }

  /**
   * Finds the version on which AWSPENDING got stuck, or is on its way: it is not current.
   *
   * @return the version, or empty if there is none
   */
  public Optional<String> pendingAlone() {
    return holder(PENDING).filter(version -> !has(version, CURRENT));
  }

  /**
   * Tells versions and their labels, the current one first.
   *
   * @return a line for each version
   */
  public List<String> lines() {
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
