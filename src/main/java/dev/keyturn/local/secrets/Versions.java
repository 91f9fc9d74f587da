package dev.keyturn.local.secrets;

import dev.keyturn.local.model.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The versions of a secret and where its labels are. Immutable.
 *
 * <p>Labels are kept as a map from label to version, so that a label cannot be on two.
 */
public final class Versions {

  /** No versions. */
  public static final Versions NONE = new Versions(Map.of(), Map.of());

  private static final int MOST_LABELS = 20;

  /** Deprecated versions are kept below this number of versions, and as long as the time below. */
  private static final int KEPT = 100;

  private static final Duration KEPT_FOR = Duration.ofHours(24);

  private final Map<String, Version> byId;
  private final Map<String, String> labels;

  private Versions(Map<String, Version> byId, Map<String, String> labels) {
    this.byId = Collections.unmodifiableMap(byId);
    this.labels = Collections.unmodifiableMap(labels);
  }

  public Optional<Version> find(String id) {
    return Optional.ofNullable(byId.get(id));
  }

  public Optional<Version> labelled(String label) {
    return holder(label).flatMap(this::find);
  }

  public Optional<String> holder(String label) {
    return Optional.ofNullable(labels.get(label));
  }

  public boolean has(String id, String label) {
    return id.equals(labels.get(label));
  }

  public List<String> labelsOf(String id) {
    return labels.entrySet().stream()
        .filter(entry -> entry.getValue().equals(id))
        .map(Map.Entry::getKey)
        .sorted()
        .toList();
  }

  public Collection<Version> all() {
    return byId.values();
  }

  /** Adds a version, or replaces the one of that id. */
  public Versions with(Version version) {
    Map<String, Version> changed = new LinkedHashMap<>(byId);
    changed.put(version.id(), version);
    return new Versions(changed, labels);
  }

  public Versions without(String id) {
    Map<String, Version> changed = new LinkedHashMap<>(byId);
    changed.remove(id);
    Map<String, String> kept = new LinkedHashMap<>(labels);
    kept.values().removeIf(id::equals);
    return new Versions(changed, kept);
  }

  public Versions unlabelled(String label) {
    Map<String, String> changed = new LinkedHashMap<>(labels);
    changed.remove(label);
    return new Versions(byId, changed);
  }

  /** Puts labels on a version and takes them from wherever they were. */
  public Versions labelled(Collection<String> names, String id) {
    Map<String, String> changed = new LinkedHashMap<>(labels);
    for (String name : names) {
      String before = changed.put(name, id);
      if (name.equals(Label.CURRENT) && before != null && !before.equals(id)) {
        changed.put(Label.PREVIOUS, before);
      }
    }
    if (changed.size() > MOST_LABELS) {
      throw ApiException.client(
          "LimitExceededException",
          "You can't attach more than %d staging labels to the versions of a secret."
              .formatted(MOST_LABELS));
    }
    return new Versions(byId, changed);
  }

  /**
   * Drops the oldest deprecated versions beyond the number that is kept, but none of the last day.
   */
  Versions purged(Instant now) {
    int excess = byId.size() - KEPT;
    if (excess <= 0) {
      return this;
    }
    Map<String, Version> kept = new LinkedHashMap<>(byId);
    deprecated()
        .filter(version -> version.created().plus(KEPT_FOR).isBefore(now))
        .limit(excess)
        .forEach(version -> kept.remove(version.id()));
    return kept.size() == byId.size() ? this : new Versions(kept, labels);
  }

  /** Whether there are more versions than are kept, some of which may have to be. */
  boolean crowded() {
    return byId.size() > KEPT;
  }

  /** When the next of the deprecated versions that are too many is more than a day old. */
  Optional<Instant> nextPurge() {
    return crowded()
        ? deprecated().findFirst().map(version -> version.created().plus(KEPT_FOR).plusNanos(1))
        : Optional.empty();
  }

  /** The oldest first. */
  private Stream<Version> deprecated() {
    Set<String> labelled = new HashSet<>(labels.values());
    return byId.values().stream()
        .filter(version -> !labelled.contains(version.id()))
        .sorted(Comparator.comparing(Version::created));
  }
}
