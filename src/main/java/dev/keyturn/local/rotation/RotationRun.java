package dev.keyturn.local.rotation;

import dev.keyturn.local.secrets.SecretKey;

/**
 * One rotation of one secret, from its first attempt to its end.
 *
 * @param key the secret
 * @param arn the secret's ARN
 * @param functionArn the function that does it
 * @param version the version that it brings in
 * @param token proof for the function's calls; sensitive, so never printed
 */
record RotationRun(
    SecretKey key, String arn, String functionArn, String version, RotationProof token) {

  /** A rotation token, which redacts itself. */
  record RotationProof(String text) {
    @Override
    public String toString() {
      return "[REDACTED]";
    }
  }
}
