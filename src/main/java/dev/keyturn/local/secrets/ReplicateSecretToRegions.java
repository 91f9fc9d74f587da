package dev.keyturn.local.secrets;

import dev.keyturn.local.secrets.Replication.Order;
import java.util.Map;

/** ReplicateSecretToRegions. */
final class ReplicateSecretToRegions implements Operation {

  private final Backend backend;
  private final Replicas replicas;

  ReplicateSecretToRegions(Backend backend) {
    this.backend = backend;
    this.replicas = new Replicas(backend);
  }

  @Override
  public Map<String, Object> answer(Scope scope, Parameters request) {
    Secret secret = backend.find(scope, request.required("SecretId")).primary().alive();
    Map<String, Order> orders = Replicas.ordered(scope, request);
    Secret primary =
        replicas.add(secret.key(), orders, request.flag("ForceOverwriteReplicaSecret"));
    return new Answer()
        .with("ARN", primary.arn())
        .with("ReplicationStatus", new ReplicationStatus(backend).of(primary, orders.keySet()))
        .members();
  }
}
