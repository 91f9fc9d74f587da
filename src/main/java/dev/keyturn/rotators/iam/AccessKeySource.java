package dev.keyturn.rotators.iam;

import dev.keyturn.credential.AccessKeyCredential;
import dev.keyturn.rotation.CredentialSource;
import dev.keyturn.rotation.MakeRequest;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotators.jdbc.Pause;
import dev.keyturn.secret.Deadline;
import dev.keyturn.secret.SecretText;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.iam.model.AccessKey;
import software.amazon.awssdk.services.iam.model.AccessKeyMetadata;

/** Makes room for a key, and has IAM make it. */
final class AccessKeySource implements CredentialSource<AccessKeyCredential, KeySession> {

  /** Of an IAM user's access keys; it cannot be raised. */
  private static final int MOST_KEYS = 2;

  private static final Duration PAUSE = Duration.ofSeconds(1);

  /** IAM's list may lag behind, and clocks differ a little. */
  private static final int SECONDS_MORE = 3;

  private final Pause pause;
  private final UseCheck uses;

  AccessKeySource(Pause pause, UseCheck uses) {
    this.pause = pause;
    this.uses = uses;
  }

  @Override
  public Optional<AccessKeyCredential> make(MakeRequest<AccessKeyCredential, KeySession> request)
      throws InterruptedException {
    UserKeys keys =
        new UserKeys(request.session().iam(), request.current().user(), request.deadline());
    List<AccessKeyMetadata> found = keys.list();
    requireOwn(request.login(), found);
    List<AccessKeyMetadata> orphans = new ArrayList<>(othersThanNeeded(found, request));
    if (found.size() - orphans.size() >= MOST_KEYS) {
      throw noRoom(request);
    }
    List<AccessKeyMetadata> retired = heldBefore(orphans, request.old());
    if (!orphans.isEmpty() && isStoredMeanwhile(request)) {
      return Optional.empty();
    }
    for (AccessKeyMetadata orphan : orphans) {
      uses.requireUnused(orphan, keys);
      keys.delete(orphan.accessKeyId());
    }
    Optional<AccessKeyMetadata> current = byId(found, request.current().keyId());
    for (AccessKeyMetadata old : retired) {
      uses.requireIdle(old, current, keys);
      keys.delete(old.accessKeyId());
    }
    return create(keys, request);
  }

  /** Another account may have a user of the same name, whose keys log in as well. */
  private static void requireOwn(AccessKeyCredential login, List<AccessKeyMetadata> found) {
    if (byId(found, login.keyId()).isEmpty()) {
      throw new RotationException(
          Reason.IDENTITY_MISMATCH,
          "key %s logs in, but is none of the keys of user '%s' in the function's account"
              .formatted(login.keyId(), login.user()),
          "Store a key of this account's user; one that was made a moment ago may not be listed yet,"
              + " and then the rotation may be started again");
    }
  }

  private Optional<AccessKeyCredential> create(
      UserKeys keys, MakeRequest<AccessKeyCredential, KeySession> request)
      throws InterruptedException {
    try {
      AccessKey made = keys.create();
      return Optional.of(
          request.current().withKey(made.accessKeyId(), SecretText.of(made.secretAccessKey())));
    } catch (RotationException e) {
      // Another invocation may have made the second key meanwhile.
      if (e.reason() == Reason.SERVICE_REFUSED && isStoredMeanwhile(request)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public void discard(KeySession session, AccessKeyCredential credential, Deadline deadline) {
    new UserKeys(session.iam(), credential.user(), deadline).delete(credential.keyId());
  }

  private static List<AccessKeyMetadata> othersThanNeeded(
      List<AccessKeyMetadata> found, MakeRequest<AccessKeyCredential, KeySession> request) {
    return found.stream()
        .filter(key -> !key.accessKeyId().equals(request.current().keyId()))
        .filter(key -> !key.accessKeyId().equals(request.login().keyId()))
        .toList();
  }

  /** Takes from the keys those that an older version of the secret holds. */
  private static List<AccessKeyMetadata> heldBefore(
      List<AccessKeyMetadata> keys, Iterable<AccessKeyCredential> versions) {
    List<AccessKeyMetadata> held = new ArrayList<>();
    Iterator<AccessKeyCredential> old = versions.iterator();
    while (!keys.isEmpty() && old.hasNext()) {
      byId(keys, old.next().keyId())
          .ifPresent(
              key -> {
                keys.remove(key);
                held.add(key);
              });
    }
    return held;
  }

  /** Another invocation may have made a key, and be about to store it. */
  private boolean isStoredMeanwhile(MakeRequest<AccessKeyCredential, KeySession> request)
      throws InterruptedException {
    for (int second = 0; second < STORED_WITHIN_SECONDS + SECONDS_MORE; second++) {
      pause.of(PAUSE);
      if (request.stored().getAsBoolean()) {
        return true;
      }
    }
    return false;
  }

  private static Optional<AccessKeyMetadata> byId(List<AccessKeyMetadata> keys, String id) {
    return keys.stream().filter(key -> key.accessKeyId().equals(id)).findFirst();
  }

  private static RotationException noRoom(MakeRequest<AccessKeyCredential, KeySession> request) {
    return new RotationException(
        Reason.SERVICE_REFUSED,
        "user '%s' has two keys, of which AWSCURRENT's %s was rejected and %s logged in, so that there"
                .formatted(
                    request.current().user(), request.current().keyId(), request.login().keyId())
            + " is no room for a third",
        "Activate AWSCURRENT's key, or store the other one as AWSCURRENT and delete it");
  }
}
