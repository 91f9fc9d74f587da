package dev.keyturn.rotators.iam;

import dev.keyturn.RotationHandler;
import dev.keyturn.credential.AccessKeyCredential;
import dev.keyturn.credential.Codec;
import dev.keyturn.rotation.CredentialSource;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.Overlap;
import dev.keyturn.rotation.SetRequest;
import dev.keyturn.rotators.jdbc.Pause;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Rotates access keys of IAM users: with the role of the function, of a user whose AWSCURRENT key
 * proves itself.
 *
 * <p>A user may have two keys. createSecret deletes the one that the secret held before AWSCURRENT,
 * unless clients still use it, and whatever key a crash left behind; then it has IAM make the next
 * one and stores it at once. Until the next rotation both log in, so that clients notice nothing. A
 * new key is not known everywhere at once; setSecret waits for it. Thread-safe.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/id-credentials-access-keys-update.html">Update
 *     access keys</a>
 */
public final class IamUserRotator extends RotationHandler<AccessKeyCredential, KeySession> {

  private static final Codec<AccessKeyCredential> CODEC = AccessKeyCredential.codec();

  private final KeyLogin login;
  private final AccessKeySource source;

  /** Constructs the rotator, in Lambda's environment or in the one that is constructing it. */
  public IamUserRotator() {
    this(Pause.sleeping(), InstantSource.system());
  }

  IamUserRotator(Pause pause, InstantSource clock) {
    AwsClients clients = AwsClients.from(settings());
    this.login = new KeyLogin(clients, pause);
    this.source =
        new AccessKeySource(
            pause, new UseCheck(clock, settings().flag(UseCheck.RETIRE_USED_KEYS, false)));
  }

  @Override
  public Codec<AccessKeyCredential> codec() {
    return CODEC;
  }

  @Override
  public Overlap overlap() {
    return Overlap.TWO;
  }

  @Override
  public Optional<CredentialSource<AccessKeyCredential, KeySession>> source() {
    return Optional.of(source);
  }

  @Override
  public LoginResult<KeySession> login(LoginRequest<AccessKeyCredential> request)
      throws InterruptedException {
    return login.attempt(request);
  }

  /** Never called: IAM has made the key, and knows it. */
  @Override
  public void set(SetRequest<AccessKeyCredential, KeySession> request) {
    throw new IllegalStateException("there is nothing to set");
  }
}
