package dev.keyturn.aws;

import dev.keyturn.secret.SecretStoreException;
import dev.keyturn.secret.SecretStoreException.Kind;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/** Says a failure of the SDK in the terms of the store. */
final class SdkFailure {

  private SdkFailure() {}

  static <T> T translate(String call, Supplier<T> request) {
    try {
      return request.get();
    } catch (AwsServiceException e) {
      throw answered(call, e);
    } catch (SdkException e) {
      throw unanswered(call, e);
    }
  }

  private static SecretStoreException answered(String call, AwsServiceException e) {
    AwsErrorDetails details = e.awsErrorDetails();
    String code = details == null ? null : details.errorCode();
    if (code == null) {
      // Whatever answered was not Secrets Manager: a proxy, or another service's endpoint.
      return new SecretStoreException(
          Kind.UNAVAILABLE,
          call,
          "HTTP status %d without an error code".formatted(e.statusCode()),
          null);
    }
    if (code.equals("ValidationException")) {
      // Its text quotes the value that was sent.
      return new SecretStoreException(Kind.INVALID, call, code, null);
    }
    String message = details.errorMessage() == null ? "" : details.errorMessage();
    return new SecretStoreException(
        kind(e, code, message), call, message.isEmpty() ? code : code + ": " + message, e);
  }

  private static Kind kind(AwsServiceException e, String code, String message) {
    if (e.isThrottlingException()) {
      return Kind.THROTTLED;
    }
    return switch (code) {
      case "ResourceNotFoundException" -> Kind.NOT_FOUND;
      // So it says when the role may read the secret but not use its key.
      case "AccessDeniedException" ->
          message.contains("KMS") ? Kind.KEY_UNUSABLE : Kind.ACCESS_DENIED;
      case "UnrecognizedClientException",
          "InvalidClientTokenId",
          "ExpiredTokenException",
          "InvalidSignatureException",
          "IncompleteSignatureException",
          "MissingAuthenticationTokenException" ->
          Kind.NOT_AUTHENTICATED;
      case "DecryptionFailure", "EncryptionFailure" -> Kind.KEY_UNUSABLE;
      case "ResourceExistsException" -> Kind.CONFLICT;
      default -> e.statusCode() >= 500 ? Kind.UNAVAILABLE : Kind.INVALID;
    };
  }

  /**
   * What the SDK says of an answer that it cannot read may quote a secret, so that nothing is kept.
   */
  private static SecretStoreException unanswered(String call, SdkException e) {
    if (e instanceof ApiCallTimeoutException || e instanceof ApiCallAttemptTimeoutException) {
      return new SecretStoreException(Kind.UNAVAILABLE, call, "no answer in time", e);
    }
    Throwable root = root(e);
    if (isOfTheNetwork(root)) {
      return new SecretStoreException(
          Kind.UNAVAILABLE, call, root.getClass().getSimpleName() + ": " + root.getMessage(), e);
    }
    if (String.valueOf(e.getMessage()).startsWith("Unable to load credentials")) {
      return new SecretStoreException(
          Kind.NOT_AUTHENTICATED, call, "the AWS SDK finds no credentials", null);
    }
    return new SecretStoreException(
        Kind.UNAVAILABLE, call, "the AWS SDK failed with " + root.getClass().getSimpleName(), null);
  }

  private static boolean isOfTheNetwork(Throwable root) {
    return root instanceof SocketException
        || root instanceof SocketTimeoutException
        || root instanceof UnknownHostException
        || root instanceof SSLException;
  }

  private static Throwable root(Throwable failure) {
    Throwable root = failure;
    @Nullable Throwable next = failure.getCause();
    while (next != null) {
      root = next;
      next = next.getCause();
    }
    return root;
  }
}
