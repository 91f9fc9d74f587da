package dev.keyturn.local.secrets;

import dev.keyturn.local.model.ApiException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** UpdateSecretVersionStage: moves a label, or takes it off. */
final class UpdateSecretVersionStage implements Operation {

  private final Backend backend;

  UpdateSecretVersionStage(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Map<String, Object> answer(Scope scope, Parameters request) {
    String label = request.required("VersionStage");
    Optional<String> from = request.text("RemoveFromVersionId");
    Optional<String> to = request.text("MoveToVersionId");
    Instant now = backend.now();
    Secret secret =
        backend.update(
            scope,
            request,
            before -> before.with(changed(before.versions(), label, from, to), now));
    return Answer.of(secret).members();
  }

  private static Versions changed(
      Versions versions, String label, Optional<String> from, Optional<String> to) {
    from.ifPresent(id -> existing(versions, id));
    to.ifPresent(id -> existing(versions, id));
    if (to.isPresent()) {
      return moved(versions, label, from, to.get());
    }
    if (label.equals(Label.CURRENT)) {
      throw ApiException.invalidParameter(
          "You can only move staging label AWSCURRENT to a different secret version. It can't be"
              + " completely removed.");
    }
    checkHolder(versions, label, from);
    return versions.unlabelled(label);
  }

  private static Versions moved(Versions versions, String label, Optional<String> from, String to) {
    if (versions.has(to, label)) {
      return versions;
    }
    checkHolder(versions, label, from);
    if (label.equals(Label.CURRENT) && versions.find(to).map(Version::payload).isEmpty()) {
      throw ApiException.invalidRequest(
          "You can't move staging label AWSCURRENT to version %s because it has no secret value."
              .formatted(to));
    }
    return versions.labelled(List.of(label), to);
  }

  private static void checkHolder(Versions versions, String label, Optional<String> from) {
    Optional<String> holder = versions.holder(label);
    if (holder.isPresent() && !holder.equals(from)) {
      throw ApiException.invalidParameter(
          ("The parameter RemoveFromVersionId can't be empty. Staging label %s is currently attached"
                  + " to version %s, so you must explicitly reference that version in"
                  + " RemoveFromVersionId.")
              .formatted(label, holder.get()));
    }
    if (holder.isEmpty() && from.isPresent()) {
      throw ApiException.invalidParameter(
          "Staging label %s is not currently attached to version %s.".formatted(label, from.get()));
    }
  }

  private static void existing(Versions versions, String id) {
    if (versions.find(id).isEmpty()) {
      throw ApiException.notFound(
          "Secrets Manager can't find the specified secret value for VersionId: " + id);
    }
  }
}
