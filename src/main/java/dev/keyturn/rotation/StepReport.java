package dev.keyturn.rotation;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one step did, for listeners. Holds no secret value.
 *
 * @param request the step, the secret and the version; its rotation token redacts itself
 * @param failure why it failed, or null if it did not
 * @param alreadyCurrent whether there was nothing left to do
 * @param elapsed how long it took
 * @param storeCalls how many calls to Secrets Manager it made, not counting their retries
 * @param logins how many logins it tried
 * @param rejectedLogins how many of them the service rejected
 * @param warnings what an operator should read
 */
public record StepReport(
    RotationRequest request,
    @Nullable RotationException failure,
    boolean alreadyCurrent,
    Duration elapsed,
    int storeCalls,
    int logins,
    int rejectedLogins,
    List<String> warnings) {

  /** Copies the warnings. */
  public StepReport {
    warnings = List.copyOf(warnings);
  }
}
