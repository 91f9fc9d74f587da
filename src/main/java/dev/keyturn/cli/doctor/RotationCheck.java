package dev.keyturn.cli.doctor;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;

/** Whether the secret is rotated, and in time. Starts nothing. */
final class RotationCheck {

  private final Subject subject;
  private final DescribeSecretResponse described;
  private final Instant now;
  private final boolean aws;

  RotationCheck(Subject subject, Instant now, boolean aws) {
    this.subject = subject;
    this.described = subject.described();
    this.now = now;
    this.aws = aws;
  }

  List<Finding> find() {
    List<Finding> findings = new ArrayList<>();
    if (subject.replica()) {
      return findings;
    }
    if (Boolean.TRUE.equals(described.rotationEnabled())) {
      overdue().ifPresent(findings::add);
    } else {
      findings.add(off());
    }
    if (described.rotationLambdaARN() != null) {
      findings.add(function(described.rotationLambdaARN()));
    }
    return findings;
  }

  private Finding off() {
    return described.rotationLambdaARN() == null
        ? new Finding(
            Gravity.RISK,
            "rotation was never configured",
            "Run: aws secretsmanager rotate-secret --secret-id %s --rotation-lambda-arn ARN"
                    .formatted(subject.id())
                + " --rotation-rules AutomaticallyAfterDays=30")
        : new Finding(
            Gravity.FAULT,
            "rotation was cancelled, so that nothing starts or completes one",
            "Turn it on again with 'keyturn rotate %s', which also rotates"
                .formatted(subject.id()));
  }

  private Optional<Finding> overdue() {
    Instant next = described.nextRotationDate();
    if (next == null || !next.isBefore(now)) {
      return Optional.empty();
    }
    Instant last = described.lastRotatedDate();
    return Optional.of(
        new Finding(
            Gravity.FAULT,
            "the rotation that was due until %s has not been done; the last one was %s"
                .formatted(Subject.time(next), last == null ? "never" : "at " + Subject.time(last)),
            "Read in the function's log why, mend that, and run 'keyturn rotate %s'"
                .formatted(subject.id())));
  }

  /** Only RotateSecret finds out whether the function can be invoked, and that would start it. */
  private Finding function(String function) {
    String region = Subject.part(function, 3);
    if (!region.isEmpty() && !region.equals(subject.region())) {
      return new Finding(
          Gravity.FAULT,
          "the function is in region %s, but the secret in %s".formatted(region, subject.region()),
          "Name a function of the secret's region in RotateSecret");
    }
    String untold =
        "whether Secrets Manager may invoke %s cannot be told without rotating".formatted(function);
    return Finding.note(
        untold,
        aws
            ? "See that it exists and lets secretsmanager.amazonaws.com invoke it: aws lambda"
                + " get-policy --function-name "
                + function
            : "See that the service was started with --function or --template for that name");
  }
}
