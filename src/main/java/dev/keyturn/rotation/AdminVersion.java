package dev.keyturn.rotation;

import dev.keyturn.credential.Codec;
import dev.keyturn.credential.Credential;
import dev.keyturn.credential.CredentialFormatException;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretStoreException;
import dev.keyturn.secret.SecretValue;
import dev.keyturn.secret.StagingLabel;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads the administrator's credential, which goes to no host but its own.
 *
 * <p>Whoever may write the user's secret must not be able to have the administrator log in at a
 * host of theirs, nor to name the user's secret itself as the administrator's.
 */
final class AdminVersion<C extends Credential<C>> {

  private static final String ARN = "arn:";

  private final Invocation invocation;
  private final Codec<C> codec;
  private final Predicate<String> allowedHost;

  AdminVersion(Invocation invocation, Codec<C> codec, Predicate<String> allowedHost) {
    this.invocation = invocation;
    this.codec = codec;
    this.allowedHost = allowedHost;
  }

  C read(SecretId id, C current) {
    if (isTheSecretItself(id)) {
      throw unusable(
          id, "is the secret that is being rotated", "Name the administrator's own secret");
    }
    C admin = decode(id, value(id), current);
    if (!admin.identity().sameHost(current.identity())) {
      throw unusable(
          id,
          "is for host '%s', but AWSCURRENT names host '%s'"
              .formatted(admin.identity().host(), current.identity().host()),
          "Name the same host in both secrets; the admin's password is sent to no other");
    }
    return admin;
  }

  private SecretValue value(SecretId id) {
    Optional<SecretValue> value;
    try {
      value = invocation.store().read(id, StagingLabel.CURRENT, invocation.deadline());
    } catch (SecretStoreException e) {
      throw unusable(
          id,
          "cannot be read: %s failed: %s".formatted(e.call(), e.getMessage()),
          "Allow secretsmanager:GetSecretValue on the admin secret, and kms:Decrypt on its key, to"
              + " the function's role");
    }
    return value.orElseThrow(
        () ->
            unusable(
                id,
                "does not exist or has no value",
                "Correct the member 'masterarn' of the secret"));
  }

  private C decode(SecretId id, SecretValue value, C current) {
    try {
      return codec.decodeAdmin(Versions.text(value), current, allowedHost);
    } catch (CredentialFormatException e) {
      throw unusable(
          id, "is no credential: " + e.getMessage(), "Store it like this: " + codec.example());
    }
  }

  /** Some services that stand in for AWS send the secret's name in the event, not its ARN. */
  private boolean isTheSecretItself(SecretId id) {
    String secret = invocation.secret().value();
    return secret.startsWith(ARN)
        ? names(secret, id.value())
        : names(id.value(), secret) || secret.equals(id.value());
  }

  /** A secret goes by its ARN, by that without the random suffix, and by its name. */
  private static boolean names(String arn, String id) {
    String withoutSuffix = arn.replaceFirst("-[A-Za-z0-9]{6}$", "");
    return arn.equals(id)
        || withoutSuffix.equals(id)
        || arn.endsWith(":secret:" + id)
        || withoutSuffix.endsWith(":secret:" + id);
  }

  private static RotationException unusable(SecretId id, String observed, String remedy) {
    return new RotationException(
        Reason.ADMIN_SECRET_UNUSABLE, "the admin secret " + id + " " + observed, remedy);
  }
}
