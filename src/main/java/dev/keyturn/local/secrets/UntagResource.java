package dev.keyturn.local.secrets;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** UntagResource; removing a tag that is not there is no error. */
final class UntagResource implements Operation {

  private final Backend backend;

  UntagResource(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Map<String, Object> answer(Scope scope, Parameters request) {
    Instant now = backend.now();
    List<String> keys = request.texts("TagKeys");
    backend.update(
        scope, request, secret -> secret.tags() == null ? secret : untagged(secret, keys, now));
    return Map.of();
  }

  private static Secret untagged(Secret secret, List<String> keys, Instant now) {
    Map<String, String> tags =
        secret.tags() == null ? new LinkedHashMap<>() : new LinkedHashMap<>(secret.tags());
    keys.forEach(tags::remove);
    return secret.tagged(tags, now);
  }
}
