package dev.keyturn.local.secrets;

import dev.keyturn.local.model.ApiException;
import dev.keyturn.local.secrets.Replication.Replica;
import java.time.Instant;
import java.util.Map;

/**
 * StopReplicationToReplica, called in the replica's region: makes a secret of its own of it, with
 * what the primary holds at this moment and without rotation.
 */
final class StopReplicationToReplica implements Operation {

  private final Backend backend;
  private final Replicas replicas;

  StopReplicationToReplica(Backend backend) {
    this.backend = backend;
    this.replicas = new Replicas(backend);
  }

  @Override
  public Map<String, Object> answer(Scope scope, Parameters request) {
    Secret seen = backend.find(scope, request.required("SecretId"));
    if (!(seen.replication() instanceof Replica replica)) {
      throw ApiException.invalidRequest(
          "You can't stop replication to secret %s because it isn't a replica secret."
              .formatted(seen.key().name()));
    }
    Instant now = backend.now();
    Secret promoted = backend.repository().update(seen.key(), before -> seen.promoted(now));
    Scope home = seen.key().scope().in(replica.primaryRegion());
    replicas.forget(new SecretKey(home, seen.key().name()), seen.key().scope().region());
    return new Answer().with("ARN", promoted.arn()).members();
  }
}
