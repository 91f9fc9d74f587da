package dev.keyturn.secret;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What {@code DescribeSecret} tells a rotation: whether it is on, and where the labels are.
 *
 * @param rotationEnabled whether rotation is on; off when the service does not say
 * @param labels the labelled versions; a version without labels is absent
 */
public record SecretDescription(boolean rotationEnabled, Map<VersionId, Set<StagingLabel>> labels) {

  /** Copies the labels, keeping their order. */
  public SecretDescription {
    Map<VersionId, Set<StagingLabel>> copy = new LinkedHashMap<>();
    labels.forEach((version, names) -> copy.put(version, Set.copyOf(names)));
    labels = Collections.unmodifiableMap(copy);
  }

  /**
   * Finds the version that a label points at.
   *
   * @param label the label
   * @return its version, or empty if it is on none
   */
  public Optional<VersionId> holderOf(StagingLabel label) {
    return labels.entrySet().stream()
        .filter(entry -> entry.getValue().contains(label))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  /**
   * Lists the labels of a version.
   *
   * @param version the version
   * @return its labels, empty if it has none or does not exist
   */
  public Set<StagingLabel> labelsOf(VersionId version) {
    return labels.getOrDefault(version, Set.of());
  }
}
