package dev.keyturn.rotators.iam;

import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Why AWS did not do what it was asked for.
 *
 * @param reason the stable reason
 * @param said what AWS said, or how it kept silent
 * @param remedy what to do
 */
record Answer(Reason reason, String said, String remedy) {

  /**
   * Makes a call.
   *
   * @param action what the role must be allowed, for instance {@code iam:CreateAccessKey}
   * @param user upon whom
   */
  static <T> T to(String action, String user, Supplier<T> call) {
    try {
      return call.get();
    } catch (SdkException e) {
      Answer answer = of(e, action, user);
      throw new RotationException(
          answer.reason(),
          "%s for user '%s' failed: %s".formatted(action, user, answer.said()),
          answer.remedy(),
          e);
    }
  }

  static Answer of(SdkException failure, String action, String user) {
    return failure instanceof AwsServiceException answer
        ? answered(answer, action, user)
        : new Answer(
            Reason.SERVICE_UNREACHABLE,
            "no answer: " + root(failure),
            "Let the function reach IAM and STS: in a private subnet it needs a NAT gateway or their"
                + " interface endpoints");
  }

  static String code(AwsServiceException failure) {
    String code = failure.awsErrorDetails() == null ? null : failure.awsErrorDetails().errorCode();
    return code == null ? "HTTP status " + failure.statusCode() : code;
  }

  private static Answer answered(AwsServiceException failure, String action, String user) {
    String code = code(failure);
    if (failure.isThrottlingException()) {
      return new Answer(
          Reason.SERVICE_NOT_READY,
          code,
          "Nothing needs to be done unless it stays so: Secrets Manager runs the rotation again");
    }
    return switch (code) {
      case "AccessDenied", "AccessDeniedException", "UnauthorizedOperation" ->
          new Answer(
              Reason.PRIVILEGE_MISSING,
              code,
              "Allow %s on user '%s' in the policy of the function's role".formatted(action, user));
      case "NoSuchEntity" ->
          new Answer(
              Reason.USER_MISSING,
              code,
              "Name a user of this account in the secret, together with its access key");
      case "LimitExceeded" ->
          new Answer(
              Reason.SERVICE_REFUSED,
              code,
              "Delete one of the user's access keys that is not in the secret");
      case "InvalidClientTokenId", "SignatureDoesNotMatch", "ExpiredToken" ->
          new Answer(
              Reason.PRIVILEGE_MISSING,
              code,
              "Check the AWS credentials that the function runs with; in Lambda they are its role's");
      default ->
          new Answer(
              Reason.SERVICE_FAILED,
              code,
              "Look at AWS's service health; the rotation may be started again");
    };
  }

  /** The class only: what the SDK says of an answer that it cannot read may quote it. */
  private static String root(Throwable failure) {
    Throwable root = failure;
    @Nullable Throwable next = failure.getCause();
    while (next != null) {
      root = next;
      next = next.getCause();
    }
    return root.getClass().getSimpleName();
  }
}
