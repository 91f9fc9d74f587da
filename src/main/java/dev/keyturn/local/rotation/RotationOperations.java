package dev.keyturn.local.rotation;

import dev.keyturn.local.secrets.Backend;
import dev.keyturn.local.secrets.Operation;
import java.util.Map;

/** The operations that concern rotation, by their names. */
public final class RotationOperations {

  private RotationOperations() {}

  /**
   * Makes the operations.
   *
   * @param backend the secrets
   * @param functions invokes functions
   * @param rotations runs what RotateSecret starts
   * @return the operations
   */
  public static Map<String, Operation> of(
      Backend backend, RotationFunctions functions, Rotations rotations) {
    return Map.of(
        "RotateSecret", new RotateSecret(backend, functions, rotations),
        "CancelRotateSecret", new CancelRotateSecret(backend));
  }
}
