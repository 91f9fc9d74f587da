package dev.keyturn.local.functions;

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
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A store with one secret, one version of which is pending. */
class PendingStore implements SecretStore {
  static final VersionId VERSION = new VersionId("00000000-0000-4000-8000-000000000002");
  private static final SecretValue VALUE =
      new SecretValue.Text(
          VERSION,
          SecretText.of(
              """
              {"engine":"door","host":"h","username":"u","password":"p","dbname":"d"}"""));

  @Override
  public SecretDescription describe(SecretId secret, Deadline deadline) {
    return new SecretDescription(true, Map.of(VERSION, Set.of(StagingLabel.PENDING)));
  }

  @Override
  public Optional<SecretValue> read(SecretId secret, StagingLabel label, Deadline deadline) {
    return Optional.of(VALUE);
  }

  @Override
  public Optional<SecretValue> read(
      SecretId secret, VersionId version, StagingLabel label, Deadline deadline) {
    return Optional.of(VALUE);
  }

  @Override
  public void put(
      SecretId secret,
      VersionId version,
      SecretText text,
      Set<StagingLabel> labels,
      RotationToken token,
      Deadline deadline) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void move(
      SecretId secret, StagingLabel label, VersionId to, VersionId from, Deadline deadline) {
    throw new UnsupportedOperationException();
  }

  @Override
  public List<VersionId> deprecated(SecretId secret, Deadline deadline) {
    return List.of();
  }
}
