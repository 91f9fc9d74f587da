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

  private Secret updated(
      Secret before,
      Parameters request,
      @Nullable String id,
      @Nullable Payload payload,
      Instant now) {
    String key = request.text("KmsKeyId").orElse(before.kmsKeyId());
    if (request.has("KmsKeyId")) {
      encryptAnew(before, key);
    }
    Secret described =
        request.has("KmsKeyId") || request.has("Description")
            ? before.described(request.text("Description").orElse(null), key, now)
            : before;
    if (id == null || payload == null) {
      return described;
    }
    backend.keys().encrypt(key);
    return NewVersion.store(described, id, payload, List.of(Label.CURRENT), now);
  }

  /** Another key means that what is stored is read with the old one and encrypted with it. */
  private void encryptAnew(Secret before, @Nullable String key) {
    if (!before.versions().all().isEmpty()) {
      backend.keys().decrypt(before.kmsKeyId());
      backend.keys().encrypt(key);
    }
  }
}
