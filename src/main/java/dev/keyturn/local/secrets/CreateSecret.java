package dev.keyturn.local.secrets;

import dev.keyturn.local.model.ApiException;
import dev.keyturn.local.secrets.Replication.Order;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** CreateSecret. */
final class CreateSecret implements Operation {

  private static final Pattern NAME = Pattern.compile("[-/_+=.@!A-Za-z0-9]{1,512}");

  private final Backend backend;
  private final Replicas replicas;

  CreateSecret(Backend backend) {
    this.backend = backend;
    this.replicas = new Replicas(backend);
  }

  @Override
  public Map<String, Object> answer(Scope scope, Parameters request) {
    String id = NewVersion.id(request);
    String name = request.required("Name");
    if (!NAME.matcher(name).matches()) {
      throw ApiException.validation(
          "Invalid name. Must be a valid name containing alphanumeric characters, or any of the"
              + " following: -/_+=.@!");
    }
    Payload payload = Payload.in(request).orElse(null);
    Map<String, Order> orders = Replicas.ordered(scope, request);
    SecretKey key = new SecretKey(scope, name);
    Instant now = backend.now();
    Secret secret =
        backend
            .repository()
            .change(key, before -> Optional.of(created(key, before, id, payload, request, now)))
            .orElseThrow();
    Answer answer = Answer.of(secret).with("VersionId", payload == null ? null : id);
    if (!orders.isEmpty()) {
      Secret primary = replicas.add(key, orders, request.flag("ForceOverwriteReplicaSecret"));
      answer.with("ReplicationStatus", new ReplicationStatus(backend).of(primary, orders.keySet()));
    }
    return answer.members();
  }

  private Secret created(
      SecretKey key,
      Optional<Secret> before,
      String id,
      @Nullable Payload payload,
      Parameters request,
      Instant now) {
    Optional<Secret> existing = before.filter(secret -> !Backend.dueBy(secret, now));
    if (existing.isPresent()) {
      return repeated(existing.get(), id, payload);
    }
    Secret empty =
        Secret.empty(key, Arns.next(key, backend.random()), now)
            .described(
                request.text("Description").orElse(null),
                request.text("KmsKeyId").orElse(null),
                now)
            .tagged(request.has("Tags") ? Tags.merged(null, request.structures("Tags")) : null, now)
            .with(ExternalSecret.typed(null, request), now);
    if (payload == null) {
      return empty;
    }
    backend.keys().encrypt(empty.kmsKeyId());
    return NewVersion.store(empty, id, payload, List.of(), now);
  }

  /** The same request again succeeds; another one for the same name does not. */
  private static Secret repeated(Secret existing, String id, @Nullable Payload payload) {
    if (existing.deletion() != null) {
      throw ApiException.invalidRequest(
          "You can't create this secret because a secret with this name is already scheduled for"
              + " deletion.");
    }
    Payload stored = existing.versions().find(id).map(Version::payload).orElse(null);
    if (payload != null && payload.equals(stored)) {
      return existing;
    }
    throw ApiException.exists(
        "The operation failed because the secret %s already exists."
            .formatted(existing.key().name()));
  }
}
