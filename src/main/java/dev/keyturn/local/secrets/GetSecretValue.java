package dev.keyturn.local.secrets;

import dev.keyturn.local.model.ApiException;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** GetSecretValue. */
final class GetSecretValue implements Operation {

  private final Backend backend;

  GetSecretValue(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Map<String, Object> answer(Scope scope, Parameters request) {
    Secret secret = backend.find(scope, request.required("SecretId")).alive();
    Version version = version(secret.versions(), request);
    Payload payload = Objects.requireNonNull(version.payload());
    backend.keys().decrypt(secret.kmsKeyId());
    markRead(secret, version.id());
    Answer answer =
        Answer.of(secret)
            .with("VersionId", version.id())
            .with("VersionStages", secret.versions().labelsOf(version.id()))
            .at("CreatedDate", version.created());
    payload.addTo(answer.members());
    return answer.members();
  }

  private static Version version(Versions versions, Parameters request) {
    Optional<String> id = request.text("VersionId");
    Optional<String> stage = request.text("VersionStage");
    if (id.isEmpty()) {
      String label = stage.orElse(Label.CURRENT);
      return filled(versions.labelled(label), "staging label: " + label);
    }
    Version version = filled(versions.find(id.get()), "VersionId: " + id.get());
    if (stage.isPresent() && !versions.has(id.get(), stage.get())) {
      throw ApiException.invalidRequest(
          "You provided a VersionStage that is not associated to the provided VersionId.");
    }
    return version;
  }

  private static Version filled(Optional<Version> version, String which) {
    return version
        .filter(found -> found.payload() != null)
        .orElseThrow(
            () ->
                ApiException.notFound(
                    "Secrets Manager can't find the specified secret value for " + which));
  }

  /** Reads are remembered by the day, so that most of them change nothing. */
  private void markRead(Secret secret, String id) {
    Instant now = backend.now();
    if (secret.readToday(id, now)) {
      return;
    }
    try {
      backend.repository().change(secret.key(), still -> still.map(s -> s.read(id, now)));
    } catch (ApiException e) {
      // A disk that is full keeps nobody from reading; whoever changes something is told.
    }
  }
}
