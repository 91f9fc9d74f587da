package dev.keyturn.rotation;

import dev.keyturn.credential.Codec;
import dev.keyturn.credential.Credential;
import dev.keyturn.credential.PasswordLimits;
import java.util.Optional;

/**
 * Everything that a rotator says of its service: how one logs in, and how a credential is set.
 *
 * <p>A rotator makes no password, moves no label, logs nothing and decides nothing. Its methods may
 * be called again after any failure, and at the same time by two invocations. They may throw {@link
 * RotationException} with a reason, a fact and a remedy; any other exception is reported as {@link
 * Reason#UNEXPECTED}.
 *
 * @param <C> the credential
 * @param <S> an open session with the protected service
 */
public interface ProtectedService<C extends Credential<C>, S extends AutoCloseable> {

  /**
   * Tells how a secret's text is read and written.
   *
   * @return a thread-safe codec
   */
  Codec<C> codec();

  /**
   * Tells what the service cannot take in a password.
   *
   * @return the limits, none unless overridden
   */
  default PasswordLimits passwordLimits() {
    return PasswordLimits.NONE;
  }

  /**
   * Tells whether the service makes credentials itself, so that none is generated.
   *
   * @return what makes them, or empty unless overridden
   */
  default Optional<CredentialSource<C, S>> source() {
    return Optional.empty();
  }

  /**
   * Logs in.
   *
   * <p>A wrong password and a service that cannot be asked are results, not exceptions.
   *
   * @param request who, where and until when
   * @return accepted with an open session, rejected, or unavailable
   * @throws Exception only for what is neither; the step fails
   */
  LoginResult<S> login(LoginRequest<C> request) throws Exception;

  /**
   * Tells whether the service accepts two credentials of one user at once.
   *
   * @return the overlap, none unless overridden
   */
  default Overlap overlap() {
    return Overlap.NONE;
  }

  /**
   * Has a service with overlap forget what the secret held before AWSCURRENT. Called at the start
   * of the next rotation, before {@link #set}, and only when AWSCURRENT has logged in. Idempotent.
   *
   * @param request session, what to keep, and what may go
   * @throws Exception if the service failed; the step fails
   */
  default void retire(RetireRequest<C, S> request) throws Exception {}

  /**
   * Makes the service accept the pending credential. Idempotent; leaves the service as it was when
   * it throws, but that with {@link Overlap#MANY} what it added may stay. With that overlap it is
   * also called when the pending credential logs in already, to complete what an earlier run had
   * left to do.
   *
   * @param request session, authority and credentials
   * @throws Exception if the service did not take it; the step fails
   */
  void set(SetRequest<C, S> request) throws Exception;

  /**
   * Proves more than that the credential logs in, for instance by a harmless read.
   *
   * @param request the session of the pending credential
   * @throws Exception if the credential cannot do its work; the step fails
   */
  default void verify(VerifyRequest<C, S> request) throws Exception {}
}
