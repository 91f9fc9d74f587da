package dev.keyturn.aws;

import dev.keyturn.secret.SecretStoreException;
import dev.keyturn.secret.SecretStoreException.Kind;
import java.util.function.Supplier;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Says a failure of the SDK in the terms of the store. */
final class SdkFailure {

  private SdkFailure() {}

  static <T> T translate(String call, Supplier<T> request) {
    try {
      return request.get();
    } catch (AwsServiceException e) {
      throw new SecretStoreException(kind(e), call, answered(e), e);
    } catch (SdkException e) {
      throw new SecretStoreException(Kind.UNAVAILABLE, call, String.valueOf(e.getMessage()), e);
    }
  }

  private static Kind kind(AwsServiceException e) {
    if (e.isThrottlingException()) {
      return Kind.THROTTLED;
    }
    return switch (code(e)) {
      case "ResourceNotFoundException" -> Kind.NOT_FOUND;
      case "AccessDeniedException" -> Kind.ACCESS_DENIED;
      case "UnrecognizedClientException",
          "InvalidClientTokenId",
          "ExpiredTokenException",
          "InvalidSignatureException",
          "MissingAuthenticationTokenException" ->
          Kind.NOT_AUTHENTICATED;
      case "DecryptionFailure", "EncryptionFailure" -> Kind.KEY_UNUSABLE;
      case "ResourceExistsException" -> Kind.CONFLICT;
      default -> e.statusCode() >= 500 ? Kind.UNAVAILABLE : Kind.INVALID;
    };
  }

  /** Code and text, but no text of a validation error, which quotes the value that was sent. */
  private static String answered(AwsServiceException e) {
    String code = code(e);
    return code.equals("ValidationException") || e.awsErrorDetails() == null
        ? code
        : code + ": " + e.awsErrorDetails().errorMessage();
  }

  private static String code(AwsServiceException e) {
    return e.awsErrorDetails() == null
        ? "HTTP status " + e.statusCode()
        : e.awsErrorDetails().errorCode();
  }
}
