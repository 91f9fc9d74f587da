package dev.keyturn.cli.doctor;

import dev.keyturn.rotation.CredentialReport;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.secret.SecretStoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * Finds out what is wrong with a secret and its rotation, and changes nothing.
 *
 * @param client asks about it
 * @param rotators who logs in
 * @param aws whether the service is AWS's own
 * @param now the present
 */
public record Doctor(
    SecretsManagerClient client, RotatorChoice rotators, boolean aws, Instant now) {

  /**
   * Examines a secret.
   *
   * @param id name or ARN
   * @param logIn whether to log in with its credentials, each once
   * @return all findings
   * @throws RotationException if the function's variables are wrong
   */
  public Examination examine(String id, boolean logIn) {
    Subject subject = Subject.of(client, id);
    if (subject.described().deletedDate() != null) {
      return new Examination(List.of(LifeCheck.marked(subject)), 0);
    }
    List<Finding> findings = new ArrayList<>(LifeCheck.of(subject));
    findings.addAll(StuckCheck.of(subject, now));
    findings.addAll(new RotationCheck(subject, now, aws).find());
    findings.addAll(PolicyCheck.of(subject));
    Optional<CredentialReport> report = Optional.empty();
    try {
      report = rotators.report(subject, logIn);
      findings.addAll(
          report
              .map(known -> new CredentialFindings(id, known).find())
              .orElseGet(() -> List.of(unrecognised(logIn))));
    } catch (IllegalArgumentException e) {
      findings.add(unusable(String.valueOf(e.getMessage()), logIn));
    } catch (SecretStoreException e) {
      findings.add(unreadable(e, logIn));
    }
    return new Examination(findings, report.map(CredentialReport::logins).orElse(0));
  }

  private static Finding unrecognised(boolean logIn) {
    return new Finding(
        logIn ? Gravity.RISK : Gravity.NOTE,
        "whether the credentials log in is not known: the secret is of no engine that has a rotator"
            + " here",
        "Name its rotator with --rotator class:[DIR!]NAME, or leave the logins out with --no-login");
  }

  private static Finding unreadable(SecretStoreException e, boolean logIn) {
    return new Finding(
        logIn ? Gravity.RISK : Gravity.NOTE,
        "whether the credentials log in is not known: %s failed: %s"
            .formatted(e.call(), e.getMessage()),
        "Run doctor as somebody who may read the secret");
  }

  private static Finding unusable(String why, boolean logIn) {
    return new Finding(
        logIn ? Gravity.RISK : Gravity.NOTE,
        "whether the credentials log in is not known: " + why,
        RotatorChoice.REMEDY);
  }
}
