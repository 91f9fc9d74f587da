package dev.keyturn.local.events;

/**
 * What becomes of a version that is to be deleted, named as in the service events that CloudTrail
 * records.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html">CloudTrail
 *     entries</a>
 */
public enum VersionDeletionName {
  /** Its secret is marked for deletion, or it goes at once. */
  STARTED("StartSecretVersionDelete"),
  /** Its secret was restored. */
  CANCELLED("CancelSecretVersionDelete"),
  /** It is gone. */
  ENDED("EndSecretVersionDelete");

  private final String word;

  VersionDeletionName(String word) {
    this.word = word;
  }

  /** CloudTrail's word. */
  @Override
  public String toString() {
    return word;
  }
}
