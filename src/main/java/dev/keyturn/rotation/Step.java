package dev.keyturn.rotation;

import java.util.Arrays;
import java.util.Optional;

/**
 * The four steps of a rotation, in their order.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html">Lambda
 *     rotation functions</a>
 */
public enum Step {
  /** Makes the next credential and stores it as pending. */
  CREATE_SECRET("createSecret"),
  /** Makes the protected service accept the pending credential. */
  SET_SECRET("setSecret"),
  /** Logs in with the pending credential. */
  TEST_SECRET("testSecret"),
  /** Makes the pending version the current one. */
  FINISH_SECRET("finishSecret");

  private final String word;

  Step(String word) {
    this.word = word;
  }

  /**
   * Finds a step.
   *
   * @param word the event's word for it, for instance {@code createSecret}
   * @return the step, or empty if no step is called so
   */
  public static Optional<Step> named(String word) {
    return Arrays.stream(values()).filter(step -> step.word.equals(word)).findFirst();
  }

  /** The event's word for this step. */
  @Override
  public String toString() {
    return word;
  }
}
