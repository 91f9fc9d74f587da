package dev.keyturn.local.rotation;

import dev.keyturn.local.schedule.Window;
import dev.keyturn.local.secrets.Secret;
import dev.keyturn.local.secrets.SecretKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One rotation of one secret, from its first attempt to its end.
 *
 * @param key the secret
 * @param arn the secret's ARN
 * @param functionArn the function that does it
 * @param version the version that it brings in
 * @param token proof for the function's calls; sensitive, so never printed
 * @param window the window in which it has to succeed, or null if somebody asked for it
 */
record RotationRun(
    SecretKey key,
    String arn,
    String functionArn,
    String version,
    RotationProof token,
    @Nullable Window window) {

  static RotationRun of(
      Secret secret, String functionArn, String version, @Nullable Window window) {
    return new RotationRun(
        secret.key(),
        secret.arn(),
        functionArn,
        version,
        new RotationProof(UUID.randomUUID().toString()),
        window);
  }

  boolean concerns(Secret secret) {
    return secret.arn().equals(arn);
  }

  /** A rotation token, which redacts itself. */
  record RotationProof(String text) {
    @Override
    public String toString() {
      return "[REDACTED]";
    }
  }
}
