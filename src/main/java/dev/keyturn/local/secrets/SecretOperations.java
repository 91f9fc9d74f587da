package dev.keyturn.local.secrets;

import java.util.Map;
import java.util.function.UnaryOperator;

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
    return of(backend, UnaryOperator.identity());
  }

  /**
   * Makes the operations.
   *
   * @param backend what they work on
   * @param guard puts a guard before the GetSecretValue that BatchGetSecretValue uses, which may
   *     refuse a secret
   * @return the operations
   */
  public static Map<String, Operation> of(Backend backend, UnaryOperator<Operation> guard) {
    Operation getSecretValue = new GetSecretValue(backend);
    return Map.ofEntries(
        Map.entry(
            "BatchGetSecretValue", new BatchGetSecretValue(backend, guard.apply(getSecretValue))),
        Map.entry("CreateSecret", new CreateSecret(backend)),
        Map.entry("DeleteSecret", new DeleteSecret(backend)),
        Map.entry("DescribeSecret", new DescribeSecret(backend)),
        Map.entry("GetRandomPassword", new GetRandomPassword(backend)),
        Map.entry("GetSecretValue", getSecretValue),
        Map.entry("ListSecretVersionIds", new ListSecretVersionIds(backend)),
        Map.entry("ListSecrets", new ListSecrets(backend)),
        Map.entry("PutSecretValue", new PutSecretValue(backend)),
        Map.entry("RestoreSecret", new RestoreSecret(backend)),
        Map.entry("TagResource", new TagResource(backend)),
        Map.entry("UntagResource", new UntagResource(backend)),
        Map.entry("UpdateSecret", new UpdateSecret(backend)),
        Map.entry("UpdateSecretVersionStage", new UpdateSecretVersionStage(backend)));
  }
}
