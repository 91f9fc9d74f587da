package dev.keyturn.cli.demo;

/** The three ways to rotate a password, and what each promises to clients. */
public enum DemoStrategy {
  /** Two users who take turns, set by an administrator. */
  ALTERNATING("alternating", "two users take turns, set by an admin", true, true),
  /** One user who changes its own password. */
  SINGLE("single", "one user changes its own password", false, false),
  /** One user whose password an administrator changes. */
  ADMIN("admin", "an admin changes the password of one user", true, false);

  private final String word;
  private final String description;
  private final boolean admin;
  private final boolean alternates;

  DemoStrategy(String word, String description, boolean admin, boolean alternates) {
    this.word = word;
    this.description = description;
    this.admin = admin;
    this.alternates = alternates;
  }

  String description() {
    return description;
  }

  /** Whether the secret names an admin secret. */
  boolean needsAdmin() {
    return admin;
  }

  /** Whether two users take turns, so that the old credential stays valid. */
  boolean alternates() {
    return alternates;
  }

  /** Calls to Secrets Manager that a rotation may take: one more reads the admin secret. */
  int mostCalls() {
    return admin ? 12 : 11;
  }

  /** Logins that a rotation may take: one more is the administrator's. */
  int mostLogins() {
    return admin ? 4 : 3;
  }

  /** The word of {@code ROTATION_STRATEGY}. */
  @Override
  public String toString() {
    return word;
  }
}
