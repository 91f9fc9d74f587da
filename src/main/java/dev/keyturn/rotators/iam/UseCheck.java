package dev.keyturn.rotators.iam;

import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.AccessKeyLastUsed;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;

/**
 * Whether a key may be deleted, by when it was used last.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html">GetAccessKeyLastUsed</a>
 */
record UseCheck(InstantSource clock, boolean retireUsedKeys) {

  static final String RETIRE_USED_KEYS = "RETIRE_USED_KEYS";

  /** How long clients may go on with what they have read; AWS's caching libraries keep an hour. */
  private static final Duration CACHED = Duration.ofHours(2);

  /** Who uses a key does so within a day. */
  private static final Duration RECENT = Duration.ofDays(1);

  /** A key that a crash has left behind was never used: nobody ever knew it. */
  void requireUnused(AccessKeyMetadata key, UserKeys keys) {
    Optional<AccessKeyLastUsed> use = keys.lastUse(key.accessKeyId());
    if (use.isPresent()) {
      throw new RotationException(
          Reason.SERVICE_REFUSED,
          "key %s of user '%s' is in no version of the secret, but was used %s"
              .formatted(key.accessKeyId(), keys.user(), words(use.get())),
          "Delete the key if nobody needs it, or give whoever uses it a user of their own; a user has"
              + " two keys, and a rotation needs both");
    }
  }

  /** A client that goes on using a key which has long been replaced would fail without it. */
  void requireIdle(AccessKeyMetadata key, Optional<AccessKeyMetadata> current, UserKeys keys) {
    if (retireUsedKeys) {
      return;
    }
    Optional<AccessKeyLastUsed> use = keys.lastUse(key.accessKeyId());
    if (use.isPresent() && isInUse(use.get().lastUsedDate(), current)) {
      throw new RotationException(
          Reason.CREDENTIAL_IN_USE,
          "key %s of user '%s', which the secret held before AWSCURRENT, was used %s"
              .formatted(key.accessKeyId(), keys.user(), words(use.get())),
          "Have that client read AWSCURRENT, then start the rotation again; or delete keys that are in"
              + " use, with RETIRE_USED_KEYS set to true");
    }
  }

  private boolean isInUse(Instant used, Optional<AccessKeyMetadata> current) {
    Instant replaced = current.map(AccessKeyMetadata::createDate).orElse(Instant.MIN);
    return used.isAfter(clock.instant().minus(RECENT))
        && (replaced.equals(Instant.MIN) || used.isAfter(replaced.plus(CACHED)));
  }

  private static String words(AccessKeyLastUsed use) {
    return "%s (%s in %s)".formatted(use.lastUsedDate(), use.serviceName(), use.region());
  }
}
