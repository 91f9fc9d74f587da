package dev.keyturn.local.secrets;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** UpdateSecret: description and key, and a new current value if there is one in the request. */
final class UpdateSecret implements Operation {

  private final Backend backend;

  UpdateSecret(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Map<String, Object> answer(Scope scope, Parameters request) {
    Payload payload = Payload.in(request).orElse(null);
    String id = payload == null ? null : NewVersion.id(request);
    Instant now = backend.now();
    Secret secret =
        backend.update(scope, request, before -> updated(before, request, id, payload, now));
    return Answer.of(secret).with("VersionId", id).members();
  }

  private static Secret updated(
      Secret before,
      Parameters request,
      @Nullable String id,
      @Nullable Payload payload,
      Instant now) {
    Secret described =
        before.described(
            request.text("Description").orElse(null), request.text("KmsKeyId").orElse(null), now);
    return id == null || payload == null
        ? described
        : NewVersion.store(described, id, payload, List.of(Label.CURRENT), now);
  }
}
