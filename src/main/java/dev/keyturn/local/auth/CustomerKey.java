package dev.keyturn.local.auth;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Names of KMS keys. Whose key is the account's own, {@code aws/secretsmanager}, needs no
 * permission for it.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html">Secret
 *     encryption and decryption</a>
 */
final class CustomerKey {

  private static final String OWN = "alias/aws/secretsmanager";

  private CustomerKey() {}

  /** A key that somebody made, and not the account's own. */
  static Optional<String> of(@Nullable String keyId) {
    return Optional.ofNullable(keyId).filter(id -> !id.isEmpty() && !id.endsWith(OWN));
  }

  /** Keys without an account and region are of the secret's. */
  static String arn(String keyId, Target target, String region) {
    if (keyId.startsWith("arn:")) {
      return keyId;
    }
    String[] secret = target.arn().split(":", -1);
    return "arn:%s:kms:%s:%s:%s"
        .formatted(
            secret[1], region, secret[4], keyId.startsWith("alias/") ? keyId : "key/" + keyId);
  }

  /** Whose key it is. */
  static String account(String arn) {
    return arn.split(":", -1)[4];
  }
}
