package dev.keyturn.rotation;

/**
 * Hears of every step, once, when it has ended: logs, metrics, transcripts.
 *
 * <p>Called on the step's thread. What a listener throws does not change the step's outcome.
 */
@FunctionalInterface
public interface RotationListener {

  /**
   * A step ended.
   *
   * @param report what it did
   */
  void stepEnded(StepReport report);
}
