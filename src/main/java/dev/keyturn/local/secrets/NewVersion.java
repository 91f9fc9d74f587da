package dev.keyturn.local.secrets;

import dev.keyturn.local.model.ApiException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Adds a value to a secret as CreateSecret, PutSecretValue and UpdateSecret do. */
final class NewVersion {

  private NewVersion() {}

  /** The version's id, which the SDKs fill in by themselves. */
  static String id(Parameters request) {
    return request
        .text("ClientRequestToken")
        .orElseThrow(
            () ->
                ApiException.invalidRequest(
                    "You must provide a ClientRequestToken value. We recommend a UUID-type"
                        + " value."));
  }

  /**
   * Stores a value under an id: nothing happens when it is there already, and an empty version that
   * a rotation prepared is filled.
   */
  static Secret store(
      Secret secret, String id, Payload payload, Collection<String> stages, Instant now) {
    Versions versions = secret.versions();
    Optional<Version> before = versions.find(id);
    Payload stored = before.map(Version::payload).orElse(null);
    if (stored != null) {
      if (!stored.equals(payload)) {
        throw ApiException.exists(
            "You can't use ClientRequestToken %s because that value is already in use for a version of secret %s."
                .formatted(id, secret.arn()));
      }
      return secret;
    }
    Version version = before.orElse(new Version(id, now, null, null)).filled(payload);
    Versions changed = versions.with(version).labelled(labels(versions, stages), id);
    boolean byHand = !versions.has(id, Label.PENDING) && !stages.contains(Label.PENDING);
    return byHand
        ? renewed(secret.with(abandoning(secret, id, changed), now), id, now)
        : secret.with(changed, now);
  }

  /** The first version with a value is current, whatever the request says. */
  private static Collection<String> labels(Versions versions, Collection<String> stages) {
    if (stages.isEmpty()) {
      return List.of(Label.CURRENT);
    }
    boolean first = versions.holder(Label.CURRENT).isEmpty();
    if (!first || stages.contains(Label.CURRENT)) {
      return stages;
    }
    List<String> all = new java.util.ArrayList<>(stages);
    all.add(Label.CURRENT);
    return all;
  }

  /**
   * A version that somebody makes by hand ends a rotation that is under way; one that is current
   * takes AWSPENDING off whatever has it. The function fills the version that is pending.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/cloudtrail_log_entries.html">RotationAbandoned</a>
   */
  private static Versions abandoning(Secret secret, String id, Versions changed) {
    boolean abandoned = secret.rotating() || changed.has(id, Label.CURRENT);
    return abandoned ? changed.unlabelled(Label.PENDING) : changed;
  }

  /** A current value that was made by hand counts as a rotation for the date of the next one. */
  private static Secret renewed(Secret secret, String id, Instant now) {
    RotationState rotation = secret.rotation();
    return rotation != null && secret.versions().has(id, Label.CURRENT)
        ? secret.with(rotation.renewedAt(now), now)
        : secret;
  }
}
