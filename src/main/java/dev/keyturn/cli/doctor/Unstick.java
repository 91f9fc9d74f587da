package dev.keyturn.cli.doctor;

import dev.keyturn.rotation.CredentialReport;
import dev.keyturn.rotation.RotationException;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;

/**
 * Repairs the labels of a secret whose rotation is stuck.
 *
 * @param client asks and moves
 * @param rotators who logs in
 * @param options how far it may go
 * @param progress takes what was found out on the way
 */
public record Unstick(
    SecretsManagerClient client,
    RotatorChoice rotators,
    Options options,
    Consumer<String> progress) {

  /**
   * How far it may go.
   *
   * @param dryRun whether nothing is changed
   * @param discard whether AWSPENDING is taken off without a login
   * @param restorePrevious whether AWSCURRENT may go back to the previous version
   * @param minimumAge how old the pending version has to be
   */
  public record Options(
      boolean dryRun, boolean discard, boolean restorePrevious, Duration minimumAge) {}

  /**
   * How it ended.
   *
   * @param done whether all is well, or would be
   * @param told a sentence for the user
   */
  public record Outcome(boolean done, String told) {}

  /**
   * Repairs what is proven.
   *
   * @param id name or ARN
   * @param now the present
   * @return what was done
   * @throws RotationException if the function's variables are wrong
   * @throws IllegalStateException if a label moved meanwhile
   */
  public Outcome repair(String id, Instant now) {
    Subject subject = Subject.of(client, id);
    Labels labels = subject.labels();
    labels.lines().forEach(progress);
    Optional<String> stuck = labels.pendingAlone();
    if (stuck.isEmpty() && !options.restorePrevious()) {
      return new Outcome(
          true, "Nothing is stuck: AWSPENDING is on no version, or on the current one.");
    }
    if (stuck.isPresent()) {
      Optional<Instant> created = VersionAge.created(client, id, stuck.get());
      if (created.isPresent() && VersionAge.younger(created.get(), now, options.minimumAge())) {
        return new Outcome(false, underWay(stuck.get(), created.get()));
      }
    }
    return stuck.flatMap(version -> unproven(subject, version)).orElseGet(() -> proven(subject));
  }

  private String underWay(String version, Instant created) {
    return ("Nothing was changed: the rotation to version %s began at %s, less than %d s ago, and may still"
            + " be under way. Wait, or say --min-age 0 if it is not.")
        .formatted(version, Subject.time(created), options.minimumAge().toSeconds());
  }

  /** What needs no login: there is no value that the service could hold, or it was said so. */
  private Optional<Outcome> unproven(Subject subject, String version) {
    boolean empty = options.discard() ? subject.empty(version) : subject.value(version).isEmpty();
    if (options.restorePrevious() || !(empty || options.discard())) {
      return Optional.empty();
    }
    return Optional.of(
        done(
            subject,
            new Repair.TakeOff(version, empty ? "it has no value" : "it was to be discarded")));
  }

  private Outcome proven(Subject subject) {
    Optional<CredentialReport> report;
    try {
      report = rotators.report(subject, true);
    } catch (IllegalArgumentException e) {
      return new Outcome(
          false, "Nothing was changed: %s. %s.".formatted(e.getMessage(), RotatorChoice.REMEDY));
    }
    if (report.isEmpty()) {
      return new Outcome(
          false,
          ("Nothing was changed: the secret is of no engine that has a rotator here, so that nothing can"
                  + " log in. Name it with --rotator class:[DIR!]NAME; or run 'keyturn rotate %s' to"
                  + " complete the rotation; or discard its value with --discard.")
              .formatted(subject.id()));
    }
    new CredentialFindings(subject.id(), report.get())
        .find()
        .forEach(finding -> progress.accept("  " + finding.observed()));
    Repair repair = Repair.of(subject.labels(), report.get(), options.restorePrevious());
    return done(subject, repair);
  }

  private boolean moved(Subject subject) {
    DescribeSecretResponse before = subject.described();
    DescribeSecretResponse after = client.describeSecret(r -> r.secretId(subject.id()));
    return !Labels.of(before).equals(Labels.of(after))
        || !Objects.equals(before.lastChangedDate(), after.lastChangedDate());
  }

  private Outcome done(Subject subject, Repair repair) {
    if (!(repair instanceof Repair.None) && moved(subject)) {
      return new Outcome(
          false,
          "Nothing was changed: the secret changed meanwhile, so that a rotation is under way.");
    }
    LabelMoves moves = new LabelMoves(client, subject.id());
    if (repair instanceof Repair.TakeOff takeOff) {
      if (!options.dryRun()) {
        moves.make(takeOff);
      }
      return new Outcome(
          true,
          "%s AWSPENDING off version %s: %s."
              .formatted(
                  options.dryRun() ? "Would take" : "Took", takeOff.version(), takeOff.why()));
    }
    if (repair instanceof Repair.Move move) {
      if (!options.dryRun()) {
        moves.make(move);
      }
      return new Outcome(true, told(move));
    }
    return new Outcome(false, "Nothing was changed: %s.".formatted(repair.why()));
  }

  private String told(Repair.Move move) {
    boolean dry = options.dryRun();
    String pending =
        move.pending() == null
            ? ""
            : " and %s AWSPENDING off version %s".formatted(dry ? "take" : "took", move.pending());
    return "%s AWSCURRENT from version %s to version %s%s: %s."
        .formatted(dry ? "Would move" : "Moved", move.from(), move.to(), pending, move.why());
  }
}
