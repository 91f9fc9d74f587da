package dev.keyturn.rotation;

import dev.keyturn.secret.RotationToken;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.VersionId;
import org.jspecify.annotations.Nullable;

/**
 * What the service asks of a function: one step of one rotation.
 *
 * @param step the step
 * @param secret the secret's ARN
 * @param version the version that is being brought in; the event's {@code ClientRequestToken}
 * @param token proof that calls belong to this rotation, or null if the event has none
 */
public record RotationRequest(
    Step step, SecretId secret, VersionId version, @Nullable RotationToken token) {}
