package dev.keyturn.local.secrets;

import java.util.Map;

/**
 * RemoveRegionsFromReplication: deletes replicas at once; removing what is not there is no error.
 */
final class RemoveRegionsFromReplication implements Operation {

  private final Backend backend;
  private final Replicas replicas;

  RemoveRegionsFromReplication(Backend backend) {
    this.backend = backend;
    this.replicas = new Replicas(backend);
  }

  @Override
  public Map<String, Object> answer(Scope scope, Parameters request) {
    Secret primary = backend.find(scope, request.required("SecretId")).primary().alive();
    for (String region : request.texts("RemoveReplicaRegions")) {
      primary = replicas.remove(primary, region);
    }
    return new Answer()
        .with("ARN", primary.arn())
        .with("ReplicationStatus", new ReplicationStatus(backend).of(primary))
        .members();
  }
}
