package dev.keyturn.local.secrets;

import dev.keyturn.local.model.ApiException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A secret as it is at one moment. Immutable: every change makes another.
 *
 * @param key scope and name
 * @param arn with its random suffix
 * @param description the description, or null
 * @param kmsKeyId the customer's key, or null for the account's own
 * @param tags the tags in their order, or null if there never were any
 * @param versions versions and labels
 * @param rotation what RotateSecret told, or null if it never did
 * @param created when it was created
 * @param changed when anything of it last changed
 * @param accessed when a value of it was last read, or null
 * @param deletion when it will be deleted and since when that is planned, or null
 */
public record Secret(
    SecretKey key,
    String arn,
    @Nullable String description,
    @Nullable String kmsKeyId,
    @Nullable Map<String, String> tags,
    Versions versions,
    @Nullable RotationState rotation,
    Instant created,
    Instant changed,
    @Nullable Instant accessed,
    @Nullable Deletion deletion) {

  /**
   * A planned deletion.
   *
   * @param requested when DeleteSecret was called
   * @param due when the recovery window ends
   */
  public record Deletion(Instant requested, Instant due) {}

  /** Refuses a secret that is marked for deletion. */
  public Secret alive() {
    if (deletion != null) {
      throw ApiException.invalidRequest(
          "You can't perform this operation on the secret because it was marked for deletion.");
    }
    return this;
  }

  /** Whether a version is on its way to become current. */
  public boolean rotating() {
    String pending = versions.holder(Label.PENDING).orElse(null);
    return rotation != null
        && rotation.enabled()
        && pending != null
        && !versions.has(pending, Label.CURRENT);
  }

  public Secret with(Versions replacement, Instant now) {
    return new Secret(
        key,
        arn,
        description,
        kmsKeyId,
        tags,
        replacement.purged(now),
        rotation,
        created,
        now,
        accessed,
        deletion);
  }

  public Secret with(@Nullable RotationState replacement, Instant now) {
    return new Secret(
        key,
        arn,
        description,
        kmsKeyId,
        tags,
        versions,
        replacement,
        created,
        now,
        accessed,
        deletion);
  }

  Secret described(@Nullable String text, @Nullable String key, Instant now) {
    return new Secret(
        this.key,
        arn,
        text == null ? description : text,
        key == null ? kmsKeyId : key,
        tags,
        versions,
        rotation,
        created,
        now,
        accessed,
        deletion);
  }

  Secret tagged(Map<String, String> replacement, Instant now) {
    return new Secret(
        key,
        arn,
        description,
        kmsKeyId,
        replacement,
        versions,
        rotation,
        created,
        now,
        accessed,
        deletion);
  }

  Secret deleted(@Nullable Deletion replacement, Instant now) {
    return new Secret(
        key,
        arn,
        description,
        kmsKeyId,
        tags,
        versions,
        rotation,
        created,
        now,
        accessed,
        replacement);
  }

  Secret read(Version version, Instant now) {
    return new Secret(
        key,
        arn,
        description,
        kmsKeyId,
        tags,
        versions.with(version.readAt(now)),
        rotation,
        created,
        changed,
        now,
        deletion);
  }
}
