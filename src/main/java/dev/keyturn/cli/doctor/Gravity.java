package dev.keyturn.cli.doctor;

import java.util.Locale;

/** How bad a finding is; the worst is first. */
public enum Gravity {
  /** Clients have no credential that works. */
  OUTAGE,
  /** Rotation does not work. */
  FAULT,
  /** It works, and should not be left so. */
  RISK,
  /** Something to know, or to find out by other means. */
  NOTE,
  /** As it should be. */
  GOOD;

  /**
   * Tells whether something is wrong.
   *
   * @return whether a secret with such a finding is not healthy
   */
  public boolean wrong() {
    return compareTo(NOTE) < 0;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
