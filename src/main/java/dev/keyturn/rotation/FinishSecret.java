package dev.keyturn.rotation;

import dev.keyturn.secret.SecretDescription;
import dev.keyturn.secret.SecretStoreException;
import dev.keyturn.secret.StagingLabel;

/** Moves AWSCURRENT to the pending version; the service moves AWSPREVIOUS. */
final class FinishSecret {

  private final Invocation invocation;

  FinishSecret(Invocation invocation) {
    this.invocation = invocation;
  }

  void run() {
    try {
      invocation
          .store()
          .move(
              invocation.secret(),
              StagingLabel.CURRENT,
              invocation.version(),
              invocation.description().holderOf(StagingLabel.CURRENT).orElse(null),
              invocation.deadline());
    } catch (SecretStoreException e) {
      if (!movedByAnother(e)) {
        throw e;
      }
    }
  }

  /** A second finishSecret may have been faster; only the labels as they are now can tell. */
  private boolean movedByAnother(SecretStoreException e) {
    if (e.kind() != SecretStoreException.Kind.CONFLICT
        && e.kind() != SecretStoreException.Kind.INVALID) {
      return false;
    }
    SecretDescription now = invocation.store().describe(invocation.secret(), invocation.deadline());
    return now.labelsOf(invocation.version()).contains(StagingLabel.CURRENT);
  }
}
