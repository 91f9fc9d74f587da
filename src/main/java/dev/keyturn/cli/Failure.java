package dev.keyturn.cli;

import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/** What a failure is called on one line. */
final class Failure {

  private Failure() {}

  static String message(Throwable failure) {
    if (failure instanceof AwsServiceException e && e.awsErrorDetails() != null) {
      return e.awsErrorDetails().errorCode() + ": " + e.awsErrorDetails().errorMessage();
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
