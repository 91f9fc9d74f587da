package dev.keyturn.local.secrets;

import java.time.Instant;
import java.util.Map;

/** RestoreSecret: takes back a planned deletion; of a secret without one it changes nothing. */
final class RestoreSecret implements Operation {

  private final Backend backend;

  RestoreSecret(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Map<String, Object> answer(Scope scope, Parameters request) {
    Instant now = backend.now();
    SecretKey key = backend.find(scope, request.required("SecretId")).primary().key();
    return Answer.of(
            backend
                .repository()
                .update(
                    key, secret -> secret.deletion() == null ? secret : secret.deleted(null, now)))
        .members();
  }
}
