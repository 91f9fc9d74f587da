package dev.keyturn.local.auth.policy;

/**
 * What the policies say, and AWS's words for it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html">Access
 *     denied error messages</a>
 */
public enum Decision {
  /** Allowed by all that had to. */
  ALLOWED(""),
  /** No policy of the caller says anything. */
  NO_IDENTITY_ALLOW("because no identity-based policy allows the %s action"),
  /** The caller's policies allow it, and the other account's resource does not. */
  NO_RESOURCE_ALLOW("because no resource-based policy allows the %s action"),
  /** A policy of the caller forbids it. */
  IDENTITY_DENY("with an explicit deny in an identity-based policy"),
  /** The resource's policy forbids it. */
  RESOURCE_DENY("with an explicit deny in a resource-based policy");

  private final String words;

  Decision(String words) {
    this.words = words;
  }

  /**
   * The end of AWS's message.
   *
   * @param action the action that was refused
   * @return what follows the action and the resource
   */
  public String words(String action) {
    return words.formatted(action);
  }
}
