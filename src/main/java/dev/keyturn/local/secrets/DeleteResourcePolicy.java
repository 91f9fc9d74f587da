package dev.keyturn.local.secrets;

import java.time.Instant;
import java.util.Map;

/** DeleteResourcePolicy; deleting one that is not there is no error. */
final class DeleteResourcePolicy implements Operation {

  private final Backend backend;

  DeleteResourcePolicy(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Map<String, Object> answer(Scope scope, Parameters request) {
    Instant now = backend.now();
    return Answer.of(
            backend.update(
                scope,
                request,
                secret -> secret.policy() == null ? secret : secret.governed(null, now)))
        .members();
  }
}
