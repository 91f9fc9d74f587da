package dev.keyturn.rotators.iam;

import dev.keyturn.secret.Deadline;
import dev.keyturn.secret.ForwardingStore;
import dev.keyturn.secret.RotationToken;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretStore;
import dev.keyturn.secret.SecretText;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.secret.VersionId;
import java.time.Duration;
import java.util.Set;

/** Lets something happen right before a value is stored. */
final class BeforePut extends ForwardingStore {

  private final Runnable event;
  private Duration timeLeft;

  BeforePut(SecretStore store, Runnable event) {
    super(store);
    this.event = event;
  }

  /** How long the last PutSecretValue might have taken. */
  Duration timeLeft() {
    return timeLeft;
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
    super.put(secret, version, text, labels, token, deadline);
  }
}
