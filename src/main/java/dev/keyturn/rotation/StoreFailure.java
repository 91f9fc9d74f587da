package dev.keyturn.rotation;

import dev.keyturn.secret.SecretStoreException;

/** Says a failed call to the store in the terms of a step. */
final class StoreFailure {

  private StoreFailure() {}

  static RotationException of(SecretStoreException e) {
    return new RotationException(
        reason(e.kind()), e.call() + " failed: " + e.getMessage(), remedy(e), e);
  }

  private static Reason reason(SecretStoreException.Kind kind) {
    return switch (kind) {
      case THROTTLED -> Reason.STORE_THROTTLED;
      case NOT_FOUND -> Reason.STORE_NOT_FOUND;
      case ACCESS_DENIED, NOT_AUTHENTICATED -> Reason.STORE_ACCESS_DENIED;
      case KEY_UNUSABLE -> Reason.STORE_KEY_UNUSABLE;
      case CONFLICT -> Reason.STORE_CONFLICT;
      case INVALID -> Reason.STORE_INVALID;
      case UNAVAILABLE -> Reason.STORE_UNAVAILABLE;
      case OUT_OF_TIME -> Reason.OUT_OF_TIME;
    };
  }

  private static String remedy(SecretStoreException e) {
    return switch (e.kind()) {
      case THROTTLED ->
          "Nothing needs to be done unless it stays so: Secrets Manager runs the rotation again";
      case NOT_FOUND -> "Check that the secret exists in the function's account and region";
      case ACCESS_DENIED ->
          "Allow secretsmanager:%s on this secret in the policy of the function's role"
              .formatted(e.call());
      case NOT_AUTHENTICATED ->
          "Check the AWS credentials that the function runs with; in Lambda they are its role's, so"
              + " no variable of the function may set others";
      case KEY_UNUSABLE ->
          "Enable the secret's KMS key, and allow kms:Decrypt and kms:GenerateDataKey to the"
              + " function's role";
      case CONFLICT ->
          "Somebody else changed the secret; look at its labels with DescribeSecret and start the"
              + " rotation again";
      case INVALID -> "Look at the secret with DescribeSecret; it may be marked for deletion";
      case UNAVAILABLE ->
          "Check that the function reaches Secrets Manager: in a private subnet it needs an"
              + " interface endpoint or a NAT gateway";
      case OUT_OF_TIME ->
          "Give the function a longer Timeout; AWS's own rotation templates have 30 seconds";
    };
  }
}
