package dev.keyturn.local.rotation;

import dev.keyturn.local.model.ApiException;
import dev.keyturn.local.secrets.Backend;
import dev.keyturn.local.secrets.ExternalSecret;
import dev.keyturn.local.secrets.Parameters;
import dev.keyturn.local.secrets.RotationRules;
import dev.keyturn.local.secrets.RotationState;
import dev.keyturn.local.secrets.Secret;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * RotateSecret of a managed external secret: remembers what its partner needs. The partner is not
 * asked, since there is none here.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/managed-external-secrets.html">Managed
 *     external secrets</a>
 */
final class PartnerRotation {

  private static final String METADATA = "ExternalSecretRotationMetadata";
  private static final String ROLE = "ExternalSecretRotationRoleArn";

  private final Backend backend;

  PartnerRotation(Backend backend) {
    this.backend = backend;
  }

  /** Whether a request is about the partner's rotation and not about a function's. */
  static boolean isMeant(Secret secret, Parameters request) {
    if (request.has(METADATA) || request.has(ROLE)) {
      return true;
    }
    RotationState stored = secret.rotation();
    return secret.external() != null
        && !request.has("RotationLambdaARN")
        && (stored == null || stored.functionArn() == null);
  }

  void configure(Secret secret, @Nullable RotationRules rules, Parameters request) {
    if (request.has("RotationLambdaARN")) {
      throw ApiException.invalidParameter(
          "You can't use RotationLambdaARN in conjunction with %s or %s."
              .formatted(METADATA, ROLE));
    }
    Instant now = backend.now();
    backend
        .repository()
        .update(
            secret.key(),
            before ->
                before
                    .alive()
                    .with(told(before.external(), request), now)
                    .with(state(before.rotation(), rules), now));
  }

  private static ExternalSecret told(@Nullable ExternalSecret before, Parameters request) {
    if (before == null) {
      throw ApiException.invalidRequest(
          "You can't use %s or %s because this secret isn't a managed external secret: it has no Type."
              .formatted(METADATA, ROLE));
    }
    ExternalSecret told = before.told(request);
    if (told.roleArn() == null) {
      throw ApiException.invalidRequest(
          "No %s is associated with this managed external secret.".formatted(ROLE));
    }
    return told;
  }

  private static RotationState state(
      @Nullable RotationState before, @Nullable RotationRules rules) {
    return (before == null ? RotationState.NONE : before).configured(null, rules);
  }
}
