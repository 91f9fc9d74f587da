package dev.keyturn.local.secrets;

import dev.keyturn.local.model.ApiException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
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
 * @param policy the resource policy as it was put, or null
 * @param replication what it has to do with other regions, or null if nothing
 * @param external what a partner needs who holds the credential, or null
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
    @Nullable Deletion deletion,
    @Nullable String policy,
    @Nullable Replication replication,
    @Nullable ExternalSecret external) {

  /**
   * A secret that has nothing yet but its name.
   *
   * @param key scope and name
   * @param arn with its random suffix
   * @param now when it is created
   */
  public static Secret empty(SecretKey key, String arn, Instant now) {
    return new Secret(
        key, arn, null, null, null, Versions.NONE, null, now, now, null, null, null, null, null);
  }

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

  /** Refuses a replica, which changes only where its primary is. */
  public Secret primary() {
    if (replication instanceof Replication.Replica) {
      throw ApiException.invalidParameter(
          "Operation not permitted on a replica secret. Call must be made in primary secret's"
              + " region.");
    }
    return this;
  }

  /** Refuses a secret that other regions depend on, and a replica. */
  Secret deletable() {
    if (primary().replication instanceof Replication.Primary wanted) {
      throw ApiException.invalidParameter(
          "You can't delete secret %s that still has replica regions [%s]."
              .formatted(arn, String.join(", ", wanted.regions().keySet())));
    }
    return this;
  }

  /** What a reader of a replica sees: this secret, under the replica's name, key and dates. */
  Secret seenFrom(Secret replica) {
    return new Secret(
        replica.key,
        replica.arn,
        description,
        replica.kmsKeyId,
        tags,
        versions,
        rotation,
        replica.created,
        changed,
        replica.accessed,
        null,
        policy,
        replica.replication,
        external);
  }

  /** A replica as a secret of its own, to which no rotation is under way. */
  Secret promoted(Instant now) {
    Draft draft = new Draft(this, now);
    draft.rotation = null;
    draft.replication = null;
    for (Version version : versions.all()) {
      if (version.payload() == null) {
        draft.versions = draft.versions.without(version.id());
      }
    }
    return draft.secret();
  }

  /** Whether a version is on its way to become current. */
  public boolean rotating() {
    String pending = versions.holder(Label.PENDING).orElse(null);
    return rotation != null
        && rotation.enabled()
        && pending != null
        && !versions.has(pending, Label.CURRENT);
  }

  /** The primary's region, of a secret that is in more than one. */
  public Optional<String> primaryRegion() {
    if (replication instanceof Replication.Replica replica) {
      return Optional.of(replica.primaryRegion());
    }
    return replication == null ? Optional.empty() : Optional.of(key.scope().region());
  }

  public Secret with(Versions replacement, Instant now) {
    Draft draft = new Draft(this, now);
    draft.versions = replacement.purged(now);
    return draft.secret();
  }

  public Secret with(@Nullable RotationState replacement, Instant now) {
    Draft draft = new Draft(this, now);
    draft.rotation = replacement;
    return draft.secret();
  }

  /** Without the deprecated versions that are too many; which changes nothing that anybody made. */
  Secret purged(Instant now) {
    Draft draft = new Draft(this, changed);
    draft.versions = versions.purged(now);
    return draft.secret();
  }

  /** With what the service notes of its rotations, which nobody sees as a change of the secret. */
  public Secret noted(RotationState replacement) {
    Draft draft = new Draft(this, changed);
    draft.rotation = replacement;
    return draft.secret();
  }

  public Secret with(@Nullable ExternalSecret replacement, Instant now) {
    Draft draft = new Draft(this, now);
    draft.external = replacement;
    return draft.secret();
  }

  /** With another description and key; null leaves what is there. */
  public Secret described(@Nullable String text, @Nullable String keyId, Instant now) {
    Draft draft = new Draft(this, now);
    draft.description = text == null ? description : text;
    draft.kmsKeyId = keyId == null ? kmsKeyId : keyId;
    return draft.secret();
  }

  public Secret tagged(@Nullable Map<String, String> replacement, Instant now) {
    Draft draft = new Draft(this, now);
    draft.tags = replacement;
    return draft.secret();
  }

  Secret deleted(@Nullable Deletion replacement, Instant now) {
    Draft draft = new Draft(this, now);
    draft.deletion = replacement;
    return draft.secret();
  }

  public Secret governed(@Nullable String replacement, Instant now) {
    Draft draft = new Draft(this, now);
    draft.policy = replacement;
    return draft.secret();
  }

  Secret replicated(@Nullable Replication replacement, Instant now) {
    Draft draft = new Draft(this, now);
    draft.replication = replacement;
    return draft.secret();
  }

  /** Whether it is noted that a version was read today. */
  boolean readToday(String id, Instant now) {
    return sameDay(accessed, now)
        && own(id).map(version -> sameDay(version.accessed(), now)).orElse(true);
  }

  /** With the day noted on which a version was read. */
  Secret read(String id, Instant now) {
    Draft draft = new Draft(this, changed);
    draft.versions = own(id).map(version -> versions.with(version.readAt(now))).orElse(versions);
    draft.accessed = now;
    return draft.secret();
  }

  /** A version of this very secret; those of a replica are its primary's, with their dates. */
  private Optional<Version> own(String id) {
    return replication instanceof Replication.Replica ? Optional.empty() : versions.find(id);
  }

  private static boolean sameDay(@Nullable Instant before, Instant now) {
    return before != null
        && before.truncatedTo(ChronoUnit.DAYS).equals(now.truncatedTo(ChronoUnit.DAYS));
  }

  /** Another secret in the making, equal to the first but for what is set. */
  private static final class Draft {

    private final Secret base;
    private final Instant changed;
    private @Nullable String description;
    private @Nullable String kmsKeyId;
    private @Nullable Map<String, String> tags;
    private Versions versions;
    private @Nullable RotationState rotation;
    private @Nullable Instant accessed;
    private @Nullable Deletion deletion;
    private @Nullable String policy;
    private @Nullable Replication replication;
    private @Nullable ExternalSecret external;

    Draft(Secret base, Instant changed) {
      this.base = base;
      this.changed = changed;
      this.description = base.description;
      this.kmsKeyId = base.kmsKeyId;
      this.tags = base.tags;
      this.versions = base.versions;
      this.rotation = base.rotation;
      this.accessed = base.accessed;
      this.deletion = base.deletion;
      this.policy = base.policy;
      this.replication = base.replication;
      this.external = base.external;
    }

    Secret secret() {
      return new Secret(
          base.key,
          base.arn,
          description,
          kmsKeyId,
          tags,
          versions,
          rotation,
          base.created,
          changed,
          accessed,
          deletion,
          policy,
          replication,
          external);
    }
  }
}
