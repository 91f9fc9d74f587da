package dev.keyturn.local.secrets;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the service remembers about a secret's rotation, from the first RotateSecret on.
 *
 * @param enabled whether rotation is on
 * @param functionArn the function, or null
 * @param rules how often, or null if never told
 * @param lastRotated when a rotation last succeeded, or null
 */
public record RotationState(
    boolean enabled,
    @Nullable String functionArn,
    @Nullable RotationRules rules,
    @Nullable Instant lastRotated) {

  public RotationState switchedOff() {
    return new RotationState(false, functionArn, rules, lastRotated);
  }

  public RotationState rotatedAt(Instant time) {
    return new RotationState(enabled, functionArn, rules, time);
  }
}
