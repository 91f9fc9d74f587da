package dev.keyturn.cli.doctor;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Whether AWSPENDING is where it was left behind. */
final class StuckCheck {

  /** The four steps of a function with the 30 seconds that AWS's templates give it. */
  private static final Duration ROTATION = Duration.ofMinutes(2);

  private StuckCheck() {}

  static List<Finding> of(Subject subject, Instant now) {
    return subject.labels().pendingAlone().stream()
        .map(version -> of(subject, version, now))
        .toList();
  }

  private static Finding of(Subject subject, String version, Instant now) {
    Optional<Instant> created = VersionAge.created(subject.client(), subject.id(), version);
    if (created.isPresent() && VersionAge.younger(created.get(), now, ROTATION)) {
      return Finding.note(
          "a rotation to version %s began at %s, and may still be under way"
              .formatted(version, Subject.time(created.get())),
          "Wait two minutes, and run doctor again");
    }
    String since =
        created.map(time -> "since " + Subject.time(time)).orElse("nobody knows since when");
    if (subject.empty(version)) {
      return new Finding(
          Gravity.FAULT,
          "AWSPENDING is stuck on version %s, %s, which has no value: createSecret never succeeded"
              .formatted(version, since),
          "Read in the function's log why, mend that, and run 'keyturn rotate %s'; 'keyturn unstick %s' takes the label off"
              .formatted(subject.id(), subject.id()));
    }
    return new Finding(
        Gravity.FAULT,
        "AWSPENDING is stuck on version %s, %s".formatted(version, since),
        "Read in the function's log why, mend that, and run 'keyturn rotate %s'; or run 'keyturn unstick %s', which repairs the labels"
            .formatted(subject.id(), subject.id()));
  }
}
