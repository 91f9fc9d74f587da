package dev.keyturn.rotation;

import dev.keyturn.secret.Deadline;
import dev.keyturn.secret.RotationToken;
import dev.keyturn.secret.SecretDescription;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretStore;
import dev.keyturn.secret.SecretText;
import dev.keyturn.secret.SecretValue;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.secret.VersionId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts one invocation's calls and shows every value that passes to the redactor. */
final class CountingStore implements SecretStore {

  private final SecretStore store;
  private final Redactor redactor;
  private int calls;

  CountingStore(SecretStore store, Redactor redactor) {
    this.store = store;
    this.redactor = redactor;
  }

  int calls() {
    return calls;
  }

  @Override
  public SecretDescription describe(SecretId secret, Deadline deadline) {
    calls++;
    return store.describe(secret, deadline);
  }

  @Override
  public Optional<SecretValue> read(SecretId secret, StagingLabel label, Deadline deadline) {
    calls++;
    return seen(store.read(secret, label, deadline));
  }

  @Override
  public Optional<SecretValue> read(
      SecretId secret, VersionId version, @Nullable StagingLabel label, Deadline deadline) {
    calls++;
    return seen(store.read(secret, version, label, deadline));
  }

  @Override
  public void put(
      SecretId secret,
      VersionId version,
      SecretText text,
      Set<StagingLabel> labels,
      @Nullable RotationToken token,
      Deadline deadline) {
    calls++;
    redactor.add(text);
    store.put(secret, version, text, labels, token, deadline);
  }

  @Override
  public void move(
      SecretId secret,
      StagingLabel label,
      VersionId to,
      @Nullable VersionId from,
      Deadline deadline) {
    calls++;
    store.move(secret, label, to, from, deadline);
  }

  @Override
  public List<VersionId> deprecated(SecretId secret, Deadline deadline) {
    calls++;
    return store.deprecated(secret, deadline);
  }

  private Optional<SecretValue> seen(Optional<SecretValue> value) {
    if (value.isPresent() && value.get() instanceof SecretValue.Text text) {
      redactor.add(text.text());
    }
    return value;
  }
}
