package dev.keyturn.local.secrets;

import java.util.Map;

/** The operations that concern no rotation, by their names. */
public final class SecretOperations {

  private SecretOperations() {}

  /**
   * Makes the operations.
   *
   * @param backend what they work on
   * @return the operations
   */
  public static Map<String, Operation> of(Backend backend) {
    Operation getSecretValue = new GetSecretValue(backend);
    return Map.ofEntries(
        Map.entry("BatchGetSecretValue", new BatchGetSecretValue(backend, getSecretValue)),
        Map.entry("CreateSecret", new CreateSecret(backend)),
        Map.entry("DeleteResourcePolicy", new DeleteResourcePolicy(backend)),
        Map.entry("DeleteSecret", new DeleteSecret(backend)),
        Map.entry("DescribeSecret", new DescribeSecret(backend)),
        Map.entry("GetRandomPassword", new GetRandomPassword(backend)),
        Map.entry("GetResourcePolicy", new GetResourcePolicy(backend)),
        Map.entry("GetSecretValue", getSecretValue),
        Map.entry("ListSecretVersionIds", new ListSecretVersionIds(backend)),
        Map.entry("ListSecrets", new ListSecrets(backend)),
        Map.entry("PutResourcePolicy", new PutResourcePolicy(backend)),
        Map.entry("PutSecretValue", new PutSecretValue(backend)),
        Map.entry("RemoveRegionsFromReplication", new RemoveRegionsFromReplication(backend)),
        Map.entry("ReplicateSecretToRegions", new ReplicateSecretToRegions(backend)),
        Map.entry("RestoreSecret", new RestoreSecret(backend)),
        Map.entry("StopReplicationToReplica", new StopReplicationToReplica(backend)),
        Map.entry("TagResource", new TagResource(backend)),
        Map.entry("UntagResource", new UntagResource(backend)),
        Map.entry("UpdateSecret", new UpdateSecret(backend)),
        Map.entry("UpdateSecretVersionStage", new UpdateSecretVersionStage(backend)),
        Map.entry("ValidateResourcePolicy", new ValidateResourcePolicy(backend)));
  }
}
