package dev.keyturn.local.secrets;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One version of a secret.
 *
 * @param id the ClientRequestToken that made it
 * @param created when it was made
 * @param payload its value, or null for the empty version that a rotation is to fill
 * @param accessed when its value was last read, or null if never
 */
public record Version(
    String id, Instant created, @Nullable Payload payload, @Nullable Instant accessed) {

  Version filled(Payload value) {
    return new Version(id, created, value, accessed);
  }

  Version readAt(Instant time) {
    return new Version(id, created, payload, time);
  }
}
