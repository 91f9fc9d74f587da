package dev.keyturn.local.secrets;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
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
    if (changesKeyOnly(request)) {
      return Answer.of(rekeyed(scope, request, now)).members();
    }
    Secret secret =
        backend.update(scope, request, before -> updated(before, request, id, payload, now));
    return Answer.of(secret).with("VersionId", id).members();
  }

  private static boolean changesKeyOnly(Parameters request) {
    return request.has("KmsKeyId")
        && Stream.of("Description", "SecretString", "SecretBinary", "Type").noneMatch(request::has);
  }

  /** The key is all that may be changed in a replica too. */
  private Secret rekeyed(Scope scope, Parameters request, Instant now) {
    String key = request.required("KmsKeyId");
    Secret seen = backend.find(scope, request.required("SecretId")).alive();
    encryptAnew(seen, key);
    return backend
        .repository()
        .update(seen.key(), secret -> secret.alive().described(null, key, now));
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
    ExternalSecret external = ExternalSecret.typed(before.external(), request);
    if (!Objects.equals(external, before.external())) {
      described = described.with(external, now);
    }
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
