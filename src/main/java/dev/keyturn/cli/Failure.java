package dev.keyturn.cli;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What a failure is called on one line. */
final class Failure {

  private static final String NO_CREDENTIALS = "Unable to load credentials";

  private Failure() {}

  static String message(Throwable failure) {
    if (failure instanceof AwsServiceException e && e.awsErrorDetails() != null) {
      return e.awsErrorDetails().errorCode() + ": " + e.awsErrorDetails().errorMessage();
    }
    if (failure instanceof SdkClientException && firstLine(failure).startsWith(NO_CREDENTIALS)) {
      // The SDK then lists every provider that it has asked.
      return "the AWS SDK finds no credentials. Set AWS_PROFILE to a profile that has some, or"
          + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY; for a Secrets Manager on this machine,"
          + " --endpoint is enough.";
    }
    if (failure instanceof SdkClientException) {
      return "Secrets Manager cannot be called: %s. Check --endpoint, region and credentials."
          .formatted(firstLine(failure));
    }
    return firstLine(failure);
  }

  private static String firstLine(Throwable failure) {
    String message = failure.getMessage() == null ? failure.toString() : failure.getMessage();
    return message.lines().findFirst().orElse(failure.toString());
  }
}
