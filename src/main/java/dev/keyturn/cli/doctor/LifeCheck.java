package dev.keyturn.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import software.amazon.awssdk.services.secretsmanager.model.ReplicationStatusType;
import software.amazon.awssdk.services.secretsmanager.model.StatusType;

/** Whether the secret is there for its clients, in every region. */
final class LifeCheck {

  private LifeCheck() {}

  static List<Finding> of(Subject subject) {
    List<Finding> findings = new ArrayList<>();
    if (subject.labels().holder(Labels.CURRENT).isEmpty()) {
      findings.add(
          new Finding(
              Gravity.OUTAGE,
              "no version is labelled AWSCURRENT",
              "Store the credential that works now with PutSecretValue"));
    }
    if (subject.replica()) {
      findings.add(
          Finding.note(
              "this is a replica of region %s, where it is rotated"
                  .formatted(subject.described().primaryRegion()),
              "Run doctor with --region " + subject.described().primaryRegion()));
    }
    subject.described().replicationStatus().stream()
        .flatMap(LifeCheck::outOfSync)
        .forEach(findings::add);
    return findings;
  }

  static Finding marked(Subject subject) {
    return new Finding(
        Gravity.OUTAGE,
        "the secret is marked for deletion, and is deleted after %s; until then nobody can read it"
            .formatted(Subject.time(subject.described().deletedDate())),
        "Run: aws secretsmanager restore-secret --secret-id " + subject.id());
  }

  private static Stream<Finding> outOfSync(ReplicationStatusType replica) {
    if (replica.status() == StatusType.IN_SYNC) {
      return Stream.empty();
    }
    if (replica.status() == StatusType.IN_PROGRESS) {
      return Stream.of(
          Finding.note("the replica in region %s is on its way".formatted(replica.region()), ""));
    }
    String said = replica.statusMessage() == null ? "no reason given" : replica.statusMessage();
    return Stream.of(
        new Finding(
            Gravity.FAULT,
            "the replica in region %s is out of sync: %s".formatted(replica.region(), said),
            "Mend that, then replicate it again with ReplicateSecretToRegions; with"
                + " ForceOverwriteReplicaSecret it takes the place of a secret of that name"));
  }
}
