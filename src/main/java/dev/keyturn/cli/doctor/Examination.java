package dev.keyturn.cli.doctor;

import java.util.Comparator;
import java.util.List;

/**
 * What a doctor found.
 *
 * @param findings the gravest first
 * @param logins how many logins were made for it
 */
public record Examination(List<Finding> findings, int logins) {

  /** Sorts the findings; those of one gravity stay in their order. */
  public Examination {
    findings = findings.stream().sorted(Comparator.comparing(Finding::gravity)).toList();
  }

  /**
   * Counts what is wrong.
   *
   * @return 0 if the secret is healthy
   */
  public long wrong() {
    return findings.stream().filter(finding -> finding.gravity().wrong()).count();
  }
}
