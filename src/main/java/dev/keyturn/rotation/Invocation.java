package dev.keyturn.rotation;

import dev.keyturn.secret.Deadline;
import dev.keyturn.secret.SecretDescription;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretStore;
import dev.keyturn.secret.VersionId;

/**
 * What every part of one step needs: the request, the labels it was decided from, store and time.
 */
record Invocation(
    RotationRequest request, SecretDescription description, SecretStore store, Deadline deadline) {

  SecretId secret() {
    return request.secret();
  }

  VersionId version() {
    return request.version();
  }
}
