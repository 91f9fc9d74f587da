package dev.keyturn.local.secrets;

import dev.keyturn.local.model.ApiException;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** PutSecretValue. */
final class PutSecretValue implements Operation {

  private final Backend backend;

  PutSecretValue(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Map<String, Object> answer(Scope scope, Parameters request) {
    String id = NewVersion.id(request);
    Payload payload =
        Payload.in(request)
            .orElseThrow(
                () ->
                    ApiException.invalidRequest(
                        "You must provide either SecretString or SecretBinary."));
    List<String> stages = request.texts("VersionStages");
    Instant now = backend.now();
    Secret secret =
        backend.update(
            scope,
            request,
            before -> {
              backend.keys().encrypt(before.kmsKeyId());
              return NewVersion.store(before, id, payload, stages, now);
            });
    return Answer.of(secret)
        .with("VersionId", id)
        .with("VersionStages", secret.versions().labelsOf(id))
        .members();
  }
}
