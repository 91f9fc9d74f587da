package dev.keyturn.local.secrets;

import dev.keyturn.local.model.ApiException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of the customer's keys cannot be used, so that encryption errors can be had without KMS.
 *
 * @param unusable ids, ARNs and aliases of keys that are disabled or about to be deleted
 */
public record KmsKeys(Set<String> unusable) {

  /** Every key works. */
  public static final KmsKeys ALL_WORK = new KmsKeys(Set.of());

  /** Copies the names. */
  public KmsKeys {
    unusable = Set.copyOf(unusable);
  }

  /** Refuses to read what is encrypted with a key that cannot be used. */
  void decrypt(@Nullable String key) {
    if (key != null && unusable.contains(key)) {
      throw ApiException.client(
          "DecryptionFailure",
          "Secrets Manager can't decrypt the protected secret text using the provided KMS key.");
    }
  }

  /** Refuses to store anything under a key that cannot be used. */
  void encrypt(@Nullable String key) {
    if (key != null && unusable.contains(key)) {
      throw ApiException.client(
          "EncryptionFailure",
          "Secrets Manager can't encrypt the protected secret text using the provided KMS key. Check"
              + " that the KMS key is available, enabled, and not in an invalid state.");
    }
  }
}
