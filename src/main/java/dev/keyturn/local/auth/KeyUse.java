package dev.keyturn.local.auth;

import dev.keyturn.local.secrets.Secret;
import dev.keyturn.local.secrets.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
 * @param region where the key is: that of the call, or of a replica
 */
record KeyUse(String action, String keyId, String version, String region) {

  static final String DECRYPT = "kms:Decrypt";
  static final String ENCRYPT = "kms:GenerateDataKey";

  private static final String TRIAL = "RequestToValidateKeyAccess";
  private static final String CURRENT = "AWSCURRENT";

  static List<KeyUse> of(
      String operation, Map<String, Object> request, Optional<Secret> secret, String region) {
    List<KeyUse> uses = new ArrayList<>();
    Optional<String> stored = secret.flatMap(found -> CustomerKey.of(found.kmsKeyId()));
    Optional<String> given = key(request);
    given.ifPresent(
        key -> {
          uses.add(new KeyUse(ENCRYPT, key, TRIAL, region));
          uses.add(new KeyUse(DECRYPT, key, TRIAL, region));
        });
    versions(operation, request, secret)
        .forEach(
            (action, version) -> {
              boolean changes = action.equals(ENCRYPT) && request.containsKey("KmsKeyId");
              (changes ? given : stored)
                  .ifPresent(key -> uses.add(new KeyUse(action, key, version, region)));
            });
    for (Map<?, ?> replica : Members.structures(request, "AddReplicaRegions")) {
      String there = Members.text(replica, "Region").orElse(region);
      key(replica).ifPresent(key -> uses.add(new KeyUse(ENCRYPT, key, TRIAL, there)));
    }
    return uses;
  }

  private static Optional<String> key(Map<?, ?> members) {
    return Members.text(members, "KmsKeyId").flatMap(CustomerKey::of);
  }

  /** The versions that are encrypted and decrypted, by what is done to them. */
  private static Map<String, String> versions(
      String operation, Map<String, Object> request, Optional<Secret> secret) {
    Map<String, String> versions = new LinkedHashMap<>();
    if (operation.equals("GetSecretValue")) {
      read(request, secret).ifPresent(id -> versions.put(DECRYPT, id));
    } else if (operation.equals("ReplicateSecretToRegions")) {
      secret
          .flatMap(found -> found.versions().holder(CURRENT))
          .ifPresent(id -> versions.put(DECRYPT, id));
    } else if (Members.any(request, "SecretString", "SecretBinary")) {
      String id = Members.text(request, "ClientRequestToken").orElse("");
      versions.put(ENCRYPT, id);
      // Whether it is the same value once more is found out by reading what is there.
      secret.flatMap(found -> filled(found, id)).ifPresent(v -> versions.put(DECRYPT, id));
    }
    return versions;
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
