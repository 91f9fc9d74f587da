package dev.keyturn.local.events;

/**
 * States of a rotation, named as in the service events that CloudTrail records.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html">CloudTrail
 *     entries</a>
 */
public enum RotationEventName {
  /** The rotation begins. */
  ROTATION_STARTED("RotationStarted"),
  /** The new version is current. */
  ROTATION_SUCCEEDED("RotationSucceeded"),
  /** Every attempt failed. */
  ROTATION_FAILED("RotationFailed"),
  /** Somebody stored a value by hand, cancelled the rotation or deleted the secret. */
  ROTATION_ABANDONED("RotationAbandoned"),
  /** The lone testSecret begins. */
  TEST_ROTATION_STARTED("TestRotationStarted"),
  /** The lone testSecret succeeded. */
  TEST_ROTATION_SUCCEEDED("TestRotationSucceeded"),
  /** The lone testSecret failed. */
  TEST_ROTATION_FAILED("TestRotationFailed");

  private final String word;

  RotationEventName(String word) {
    this.word = word;
  }

  /** CloudTrail's word. */
  @Override
  public String toString() {
    return word;
  }
}
