package dev.keyturn.rotators.iam;

import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.LoginResult.Rejected;
import dev.keyturn.rotation.LoginResult.Unavailable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** What a login that failed says: that the key is wrong, or only that nobody knows. */
final class LoginFailure {

  private LoginFailure() {}

  static LoginResult<KeySession> of(SdkException failure) {
    if (failure instanceof AwsServiceException answer) {
      String code = Answer.code(answer);
      if (code.equals("InvalidClientTokenId") || code.equals("SignatureDoesNotMatch")) {
        return new Rejected<>(code);
      }
    }
    Answer answer = Answer.of(failure, "sts:GetCallerIdentity", "");
    return new Unavailable<>(answer.reason(), answer.said(), answer.remedy(), failure);
  }
}
