package dev.keyturn.cli.doctor;

import dev.keyturn.local.auth.policy.PolicyFormatException;
import dev.keyturn.local.auth.policy.ResourcePolicy;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.secretsmanager.model.ValidationErrorsEntry;

/** Whether the resource policy lets too many in, or keeps the rotation out. */
final class PolicyCheck {

  private static final String BROAD = "BlockPublicPolicy";

  /** What a rotation function calls. */
  private static final List<String> CALLS =
      List.of("DescribeSecret", "GetSecretValue", "PutSecretValue", "UpdateSecretVersionStage");

  private PolicyCheck() {}

  static List<Finding> of(Subject subject) {
    List<Finding> findings = new ArrayList<>();
    try {
      String text =
          subject.client().getResourcePolicy(r -> r.secretId(subject.id())).resourcePolicy();
      if (text != null) {
        read(subject, text, findings);
        subject
            .client()
            .validateResourcePolicy(r -> r.secretId(subject.id()).resourcePolicy(text))
            .validationErrors()
            .forEach(error -> findings.add(invalid(error)));
      }
    } catch (AwsServiceException e) {
      findings.add(
          Finding.note(
              "the resource policy was not looked at: " + e.awsErrorDetails().errorMessage(),
              "Run doctor as somebody who may call GetResourcePolicy and ValidateResourcePolicy"));
    }
    return findings;
  }

  private static void read(Subject subject, String text, List<Finding> findings) {
    try {
      ResourcePolicy policy = ResourcePolicy.parse(text);
      strangers(subject, policy).forEach(findings::add);
      denials(policy).forEach(findings::add);
    } catch (PolicyFormatException e) {
      findings.add(
          Finding.note("the resource policy is not understood here", "Read it by yourself"));
    }
  }

  private static Stream<Finding> strangers(Subject subject, ResourcePolicy policy) {
    Set<String> others = new TreeSet<>(policy.allowedAccounts());
    others.remove(subject.account());
    return others.stream()
        .map(
            account ->
                new Finding(
                    Gravity.RISK,
                    "the resource policy lets account %s in".formatted(account),
                    "Take it out of the policy, unless it is meant to have the secret"));
  }

  private static Stream<Finding> denials(ResourcePolicy policy) {
    List<String> everybody =
        CALLS.stream().filter(call -> policy.deniesEverybody(action(call))).toList();
    List<String> somebody =
        CALLS.stream()
            .filter(call -> policy.denies(action(call)) && !everybody.contains(call))
            .toList();
    Stream<Finding> closed =
        Stream.of(everybody)
            .filter(calls -> !calls.isEmpty())
            .map(
                calls ->
                    new Finding(
                        Gravity.FAULT,
                        "the resource policy denies everybody %s, without which no rotation succeeds"
                            .formatted(String.join(", ", calls)),
                        "Except the function's role from that statement, for instance by a condition"
                            + " on aws:PrincipalArn"));
    Stream<Finding> narrow =
        Stream.of(somebody)
            .filter(calls -> !calls.isEmpty())
            .map(
                calls ->
                    Finding.note(
                        "the resource policy denies %s to some, or on some condition"
                            .formatted(String.join(", ", calls)),
                        "See that the function's role is not concerned"));
    return Stream.concat(closed, narrow);
  }

  private static String action(String call) {
    return "secretsmanager:" + call;
  }

  private static Finding invalid(ValidationErrorsEntry error) {
    return BROAD.equals(error.checkName())
        ? new Finding(
            Gravity.RISK,
            "the resource policy is too wide: " + error.errorMessage(),
            "Name who may have the secret, or confine the statement with a condition such as"
                + " aws:PrincipalOrgID")
        : new Finding(
            Gravity.RISK,
            "the resource policy fails %s: %s".formatted(error.checkName(), error.errorMessage()),
            "Correct it with PutResourcePolicy");
  }
}
