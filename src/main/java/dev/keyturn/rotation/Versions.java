package dev.keyturn.rotation;

import dev.keyturn.credential.Codec;
import dev.keyturn.credential.Credential;
import dev.keyturn.credential.CredentialFormatException;
import dev.keyturn.secret.SecretStoreException;
import dev.keyturn.secret.SecretText;
import dev.keyturn.secret.SecretValue;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.secret.VersionId;
import java.util.List;
import java.util.Optional;

/** Reads the versions of the secret as credentials, or says what is wrong with one. */
final class Versions<C extends Credential<C>> {

  private final Invocation invocation;
  private final Codec<C> codec;

  Versions(Invocation invocation, Codec<C> codec) {
    this.invocation = invocation;
    this.codec = codec;
  }

  C current() {
    SecretValue value =
        invocation
            .store()
            .read(invocation.secret(), StagingLabel.CURRENT, invocation.deadline())
            .orElseThrow(() -> missing("AWSCURRENT has no value", storeFirst()));
    try {
      return codec.decode(text(value));
    } catch (CredentialFormatException e) {
      throw invalid("AWSCURRENT", e, storeFirst());
    }
  }

  /** The stored value of the version that is being brought in. */
  Optional<SecretValue> storedPending() {
    return invocation
        .store()
        .read(
            invocation.secret(), invocation.version(), StagingLabel.PENDING, invocation.deadline());
  }

  C pending() {
    SecretValue value =
        storedPending()
            .orElseThrow(
                () ->
                    missing(
                        "AWSPENDING has no value yet",
                        "Run createSecret first; RotateSecret does so"));
    try {
      return codec.decode(text(value));
    } catch (CredentialFormatException e) {
      throw invalid(
          "AWSPENDING",
          e,
          "Remove AWSPENDING from version %s with UpdateSecretVersionStage; the next rotation then makes a new value"
              .formatted(invocation.version()));
    }
  }

  /** The previous credential, or why it cannot be used. A bad one costs this rung only. */
  Rung<C> previous() {
    try {
      return rung(
          invocation
              .store()
              .read(invocation.secret(), StagingLabel.PREVIOUS, invocation.deadline()));
    } catch (SecretStoreException e) {
      return new Rung.Lost<>(e.call() + " failed: " + e.getMessage());
    }
  }

  Rung<C> deprecated(VersionId version) {
    try {
      return rung(
          invocation.store().read(invocation.secret(), version, null, invocation.deadline()));
    } catch (SecretStoreException e) {
      return new Rung.Lost<>(e.call() + " failed: " + e.getMessage());
    }
  }

  List<VersionId> deprecated() {
    return invocation.store().deprecated(invocation.secret(), invocation.deadline());
  }

  private Rung<C> rung(Optional<SecretValue> value) {
    if (value.isEmpty()) {
      return new Rung.Lost<>("does not exist");
    }
    try {
      return new Rung.Usable<>(codec.decode(text(value.get())));
    } catch (CredentialFormatException e) {
      return new Rung.Lost<>("cannot be read: " + e.getMessage());
    }
  }

  static SecretText text(SecretValue value) throws CredentialFormatException {
    if (value instanceof SecretValue.Text text) {
      return text.text();
    }
    throw new CredentialFormatException(List.of("it is binary"));
  }

  private String storeFirst() {
    return "Store the credential that works now with PutSecretValue, as a JSON object: "
        + codec.example();
  }

  private static RotationException missing(String observed, String remedy) {
    return new RotationException(Reason.VALUE_MISSING, observed, remedy);
  }

  private static RotationException invalid(
      String label, CredentialFormatException e, String remedy) {
    return new RotationException(
        Reason.VALUE_INVALID, label + " is no credential: " + e.getMessage(), remedy);
  }
}
