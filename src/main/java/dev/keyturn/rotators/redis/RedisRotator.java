package dev.keyturn.rotators.redis;

import dev.keyturn.RotationHandler;
import dev.keyturn.credential.Codec;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.Overlap;
import dev.keyturn.rotation.RetireRequest;
import dev.keyturn.rotation.SetRequest;
import dev.keyturn.rotation.VerifyRequest;
import dev.keyturn.rotators.jdbc.CertificateAuthorities;

/**
 * Rotates passwords of Redis and Valkey users: of one that may change users, or of one that an
 * administrator changes.
 *
 * <p>A user may have many passwords, so clients notice nothing: a rotation adds one, and the next
 * rotation takes away what the secret held before AWSCURRENT. The servers never get a password to
 * store, only its SHA-256. Users are not replicated, so that every server has to be named in the
 * secret; what reached only some of them is completed by the next run.
 *
 * <p>TLS verifies chain and host name; {@code CA_BUNDLE} adds an authority. Thread-safe.
 *
 * @see <a href="https://redis.io/docs/latest/commands/acl-setuser/">ACL SETUSER</a>
 */
public final class RedisRotator extends RotationHandler<RedisCredential, RedisSession> {

  private static final Codec<RedisCredential> CODEC = new RedisCodec();

  private final RedisLogin login;

  /** Constructs the rotator, in Lambda's environment or in the one that is constructing it. */
  public RedisRotator() {
    this.login = new RedisLogin(CertificateAuthorities.from(settings()));
  }

  @Override
  public Codec<RedisCredential> codec() {
    return CODEC;
  }

  @Override
  public Overlap overlap() {
    return Overlap.MANY;
  }

  @Override
  public LoginResult<RedisSession> login(LoginRequest<RedisCredential> request) {
    return login.attempt(request);
  }

  @Override
  public void retire(RetireRequest<RedisCredential, RedisSession> request) {
    Retirement.make(request);
  }

  @Override
  public void set(SetRequest<RedisCredential, RedisSession> request) {
    PasswordChange.make(request);
  }

  @Override
  public void verify(VerifyRequest<RedisCredential, RedisSession> request) {
    Verification.make(request);
  }
}
