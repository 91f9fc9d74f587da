package dev.keyturn.local.secrets;

import java.time.Instant;
import java.util.Map;

/** TagResource. */
final class TagResource implements Operation {

  private final Backend backend;

  TagResource(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Map<String, Object> answer(Scope scope, Parameters request) {
    Instant now = backend.now();
    backend.update(
        scope,
        request,
        secret -> secret.tagged(Tags.merged(secret.tags(), request.structures("Tags")), now));
    return Map.of();
  }
}
