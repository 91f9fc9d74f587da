package dev.keyturn.rotators.iam;

import dev.keyturn.secret.Deadline;
import dev.keyturn.secret.RotationToken;
import dev.keyturn.secret.SecretDescription;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretStore;
import dev.keyturn.secret.SecretText;
import dev.keyturn.secret.SecretValue;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.secret.VersionId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Lets something happen right before a value is stored. */
final class BeforePut implements SecretStore {

  private final SecretStore store;
  private final Runnable event;
  private Duration timeLeft;

  BeforePut(SecretStore store, Runnable event) {
    this.store = store;
    this.event = event;
  }

  /** How long the last PutSecretValue might have taken. */
  Duration timeLeft() {
    return timeLeft;
  }

  @Override
  public SecretDescription describe(SecretId secret, Deadline deadline) {
    return store.describe(secret, deadline);
  }

  @Override
  public Optional<SecretValue> read(SecretId secret, StagingLabel label, Deadline deadline) {
    return store.read(secret, label, deadline);
  }

  @Override
  public Optional<SecretValue> read(
      SecretId secret, VersionId version, StagingLabel label, Deadline deadline) {
    return store.read(secret, version, label, deadline);
  }

  @Override
  public void put(
      SecretId secret,
      VersionId version,
      SecretText text,
      Set<StagingLabel> labels,
      RotationToken token,
      Deadline deadline) {
    timeLeft = deadline.remaining();
    event.run();
    store.put(secret, version, text, labels, token, deadline);
  }

  @Override
  public void move(
      SecretId secret, StagingLabel label, VersionId to, VersionId from, Deadline deadline) {
    store.move(secret, label, to, from, deadline);
  }

  @Override
  public List<VersionId> deprecated(SecretId secret, Deadline deadline) {
    return store.deprecated(secret, deadline);
  }
}
