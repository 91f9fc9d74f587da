package dev.keyturn.rotation;

/** In whose name a login is tried. */
public enum Authority {
  /** The credential that the rotation brings in. */
  PENDING("AWSPENDING"),
  /** The credential that clients use. */
  CURRENT("AWSCURRENT"),
  /** The credential that clients used before. */
  PREVIOUS("AWSPREVIOUS"),
  /** A credential that has no label left, tried only when all that have one are refused. */
  DEPRECATED("a deprecated version"),
  /** The administrator, whose secret the user's secret names. */
  ADMIN("the admin secret");

  private final String words;

  Authority(String words) {
    this.words = words;
  }

  /** The label, or words that name the version in a message. */
  @Override
  public String toString() {
    return words;
  }
}
