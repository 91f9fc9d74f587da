package dev.keyturn.rotation;

import dev.keyturn.secret.SecretDescription;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.secret.VersionId;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Whether a step runs, decided from labels alone before anything is touched.
 *
 * <p>Delivery is at least once and in any order, so the labels and not the event say what is left
 * to do. Whatever is not known to be right is refused.
 */
sealed interface Decision {

  /** The step runs. */
  record Run() implements Decision {}

  /** The version is current already; the step has nothing left to do. */
  record AlreadyCurrent() implements Decision {}

  /** The step must not run. */
  record Refuse(Reason reason, String observed, String remedy) implements Decision {}

  static Decision of(VersionId version, SecretDescription secret) {
    if (!secret.rotationEnabled()) {
      return new Refuse(
          Reason.ROTATION_DISABLED,
          "rotation is off for this secret; labels are " + labels(secret),
          "Turn rotation on with RotateSecret, or stop invoking this function for the secret");
    }
    Set<StagingLabel> labels = secret.labelsOf(version);
    if (labels.contains(StagingLabel.CURRENT)) {
      return new AlreadyCurrent();
    }
    if (labels.contains(StagingLabel.PENDING)) {
      return new Run();
    }
    return refuse(version, secret);
  }

  private static Refuse refuse(VersionId version, SecretDescription secret) {
    if (!secret.labels().containsKey(version)) {
      return new Refuse(
          Reason.VERSION_UNKNOWN,
          "the secret has no labelled version %s; labels are %s".formatted(version, labels(secret)),
          "Start a rotation with RotateSecret, which prepares the version that it then rotates to");
    }
    return new Refuse(
        Reason.VERSION_NOT_PENDING,
        "version %s is not labelled AWSPENDING; labels are %s".formatted(version, labels(secret)),
        "The rotation that this event belongs to was abandoned; start a new one with RotateSecret");
  }

  /** All labels and where they are, in an order that does not change from call to call. */
  private static String labels(SecretDescription secret) {
    if (secret.labels().isEmpty()) {
      return "on no version";
    }
    return secret.labels().entrySet().stream()
        .flatMap(
            entry ->
                sorted(entry.getValue()).stream().map(label -> label + " on " + entry.getKey()))
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private static Set<String> sorted(Set<StagingLabel> labels) {
    return labels.stream().map(StagingLabel::name).collect(Collectors.toCollection(TreeSet::new));
  }
}
