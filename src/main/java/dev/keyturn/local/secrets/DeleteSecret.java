package dev.keyturn.local.secrets;

import dev.keyturn.local.model.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** DeleteSecret: after a recovery window, or at once. */
final class DeleteSecret implements Operation {

  private static final long SHORTEST = 7;
  private static final long LONGEST = 30;

  private final Backend backend;

  DeleteSecret(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Map<String, Object> answer(Scope scope, Parameters request) {
    Optional<Long> window = request.number("RecoveryWindowInDays");
    if (request.flag("ForceDeleteWithoutRecovery")) {
      if (window.isPresent()) {
        throw ApiException.invalidParameter(
            "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
      }
      return atOnce(scope, request.required("SecretId"));
    }
    long days = window.orElse(LONGEST);
    if (days < SHORTEST || days > LONGEST) {
      throw ApiException.invalidParameter(
          "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).");
    }
    return later(scope, request, Duration.ofDays(days));
  }

  private Map<String, Object> later(Scope scope, Parameters request, Duration window) {
    Instant now = backend.now();
    Instant due = now.plus(window);
    Secret secret =
        backend.update(
            scope,
            request,
            before -> before.deletable().deleted(new Secret.Deletion(now, due), now));
    return Answer.of(secret).at("DeletionDate", due).members();
  }

  /**
   * Succeeds for a secret that does not exist, so that a repeated request does too.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html">DeleteSecret</a>
   */
  private Map<String, Object> atOnce(Scope scope, String id) {
    Instant now = backend.now();
    Optional<Secret> secret = new SecretLookup(backend.repository()).search(scope, id);
    if (secret.isEmpty()) {
      String name = id.substring(id.lastIndexOf(':') + 1);
      return new Answer()
          .with("ARN", id.startsWith("arn:") ? id : scope.arnPrefix() + id)
          .with("Name", name)
          .at("DeletionDate", now)
          .members();
    }
    backend
        .repository()
        .change(
            secret.get().key(),
            before -> before.map(Secret::deletable).flatMap(deleted -> Optional.empty()));
    return Answer.of(secret.get()).at("DeletionDate", now).members();
  }
}
