package dev.keyturn.local.rotation;

import dev.keyturn.local.secrets.Label;
import dev.keyturn.local.secrets.RotationState;
import dev.keyturn.local.secrets.Secret;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads from a secret whether a rotation of it must not go on. */
final class RotationEnd {

  private RotationEnd() {}

  /** Why a rotation is abandoned, if it is. */
  static Optional<String> abandoned(RotationRun run, @Nullable Secret secret) {
    if (secret == null || secret.deletion() != null) {
      return Optional.of("the secret was deleted");
    }
    RotationState rotation = secret.rotation();
    if (rotation == null || !rotation.enabled()) {
      return Optional.of("rotation was cancelled");
    }
    // Prompt promotion and a repeated finishSecret find the version current, pending or not.
    boolean ours =
        secret.versions().has(run.version(), Label.PENDING)
            || secret.versions().has(run.version(), Label.CURRENT);
    return ours
        ? Optional.empty()
        : Optional.of("AWSPENDING was removed: a new version was stored during the rotation");
  }
}
