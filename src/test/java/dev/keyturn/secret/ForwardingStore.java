package dev.keyturn.secret;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A store that is another one, but for what a test overrides. */
public abstract class ForwardingStore implements SecretStore {

  private final SecretStore store;

  protected ForwardingStore(SecretStore store) {
    this.store = store;
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
