package dev.keyturn.local.auth;

import dev.keyturn.local.secrets.Secret;
import dev.keyturn.local.secrets.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a call has KMS do with a customer's key, on the caller's behalf.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html#security-encryption-using-cmk">How
 *     Secrets Manager uses your KMS key</a>
 * @param action {@code kms:Decrypt} or {@code kms:GenerateDataKey}
 * @param keyId the key, as it was given
 * @param version the version that is encrypted, or what AWS puts there to try a key out
 */
record KeyUse(String action, String keyId, String version) {

  static final String DECRYPT = "kms:Decrypt";
  static final String ENCRYPT = "kms:GenerateDataKey";

  private static final String TRIAL = "RequestToValidateKeyAccess";
  private static final String CURRENT = "AWSCURRENT";

  static List<KeyUse> of(String operation, Map<String, Object> request, Optional<Secret> secret) {
    List<KeyUse> uses = new ArrayList<>();
    Optional<String> stored = secret.flatMap(found -> CustomerKey.of(found.kmsKeyId()));
    Optional<String> given = Members.text(request, "KmsKeyId").flatMap(CustomerKey::of);
    given.ifPresent(
        key -> {
          uses.add(new KeyUse(ENCRYPT, key, TRIAL));
          uses.add(new KeyUse(DECRYPT, key, TRIAL));
        });
    switch (operation) {
      case "GetSecretValue" ->
          read(request, secret).ifPresent(id -> add(uses, DECRYPT, stored, id));
      case "CreateSecret", "PutSecretValue", "UpdateSecret" -> {
        if (Members.any(request, "SecretString", "SecretBinary")) {
          String id = Members.text(request, "ClientRequestToken").orElse("");
          add(uses, ENCRYPT, request.containsKey("KmsKeyId") ? given : stored, id);
          // Whether it is the same value once more is found out by reading what is there.
          secret.flatMap(found -> filled(found, id)).ifPresent(v -> add(uses, DECRYPT, stored, id));
        }
      }
      case "ReplicateSecretToRegions" ->
          secret
              .flatMap(found -> found.versions().holder(CURRENT))
              .ifPresent(id -> add(uses, DECRYPT, stored, id));
      default -> {
        // Nothing is encrypted or decrypted.
      }
    }
    return uses;
  }

  private static void add(List<KeyUse> uses, String action, Optional<String> key, String version) {
    key.ifPresent(id -> uses.add(new KeyUse(action, id, version)));
  }

  /** The version whose value GetSecretValue reads, if it has one; without one nothing is read. */
  private static Optional<String> read(Map<String, Object> request, Optional<Secret> secret) {
    return secret
        .flatMap(
            found ->
                Members.text(request, "VersionId")
                    .or(
                        () ->
                            found
                                .versions()
                                .holder(Members.text(request, "VersionStage").orElse(CURRENT)))
                    .flatMap(id -> filled(found, id)))
        .map(Version::id);
  }

  private static Optional<Version> filled(Secret secret, String id) {
    return secret.versions().find(id).filter(version -> version.payload() != null);
  }
}
