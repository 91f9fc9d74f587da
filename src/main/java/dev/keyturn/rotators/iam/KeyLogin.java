package dev.keyturn.rotators.iam;

import dev.keyturn.credential.AccessKeyCredential;
import dev.keyturn.rotation.Authority;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.LoginResult.Accepted;
import dev.keyturn.rotation.LoginResult.Rejected;
import dev.keyturn.rotation.LoginResult.Unavailable;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotators.jdbc.Pause;
import dev.keyturn.secret.Deadline;
import java.time.Duration;
import software.amazon.awssdk.core.exception.SdkException;

/**
 * Asks AWS whose a key is, for which nobody needs a permission.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html">GetCallerIdentity</a>
 */
final class KeyLogin {

  /** Far longer than a new key has ever taken to be known everywhere. */
  private static final Duration LONGEST_PROPAGATION = Duration.ofSeconds(20);

  /** What is left for the rest of the step. */
  private static final Duration RESERVE = Duration.ofSeconds(2);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final AwsClients clients;
  private final Pause pause;

  KeyLogin(AwsClients clients, Pause pause) {
    this.clients = clients;
    this.pause = pause;
  }

  /** A pending key may have been made a moment ago, and is given time; any other is not. */
  LoginResult<KeySession> attempt(LoginRequest<AccessKeyCredential> request)
      throws InterruptedException {
    LoginResult<KeySession> result = once(request);
    if (request.authority() != Authority.PENDING) {
      return result;
    }
    Deadline patience = request.deadline().keeping(RESERVE);
    Duration wait = FIRST_PAUSE;
    Duration waited = Duration.ZERO;
    while (result instanceof Rejected<KeySession>
        && waited.compareTo(LONGEST_PROPAGATION) < 0
        && patience.remaining().compareTo(wait) > 0) {
      pause.of(wait);
      waited = waited.plus(wait);
      wait = shorter(wait.multipliedBy(2), LONGEST_PAUSE);
      result = once(request);
    }
    return result;
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private LoginResult<KeySession> once(LoginRequest<AccessKeyCredential> request) {
    AccessKeyCredential key = request.credential();
    try {
      String arn =
          clients
              .sts()
              .getCallerIdentity(
                  call ->
                      call.overrideConfiguration(
                          settings ->
                              settings
                                  .credentialsProvider(AwsClients.of(key))
                                  .apiCallTimeout(AwsClients.timeout(request.deadline()))))
              .arn();
      return isOf(arn, key.user())
          ? new Accepted<>(new KeySession(clients::iam))
          : somebodyElse(arn, key);
    } catch (SdkException e) {
      return LoginFailure.of(e);
    }
  }

  /** {@code arn:aws:iam::123456789012:user/path/name}. */
  private static boolean isOf(String arn, String user) {
    return arn.contains(":user/") && arn.substring(arn.lastIndexOf('/') + 1).equals(user);
  }

  private static LoginResult<KeySession> somebodyElse(String arn, AccessKeyCredential key) {
    return new Unavailable<>(
        Reason.IDENTITY_MISMATCH,
        "key %s is of '%s'".formatted(key.keyId(), arn),
        "Store the name of the key's own user; a key is made for no other",
        null);
  }
}
