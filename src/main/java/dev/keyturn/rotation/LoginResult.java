package dev.keyturn.rotation;

import org.jspecify.annotations.Nullable;

/**
 * What became of a login. A wrong password and a dead host are different facts: only the first says
 * anything about the credential.
 *
 * @param <S> an open session with the protected service
 */
public sealed interface LoginResult<S extends AutoCloseable> {

  /**
   * The service accepted the credential.
   *
   * @param session the open session, which the rotation closes
   * @param <S> an open session with the protected service
   */
  record Accepted<S extends AutoCloseable>(S session) implements LoginResult<S> {}

  /**
   * The service answered that the credential is wrong.
   *
   * @param observed what it said, for instance the SQLState; a clause without a full stop
   * @param <S> an open session with the protected service
   */
  record Rejected<S extends AutoCloseable>(String observed) implements LoginResult<S> {}

  /**
   * Nobody knows whether the credential is right: the service could not be asked.
   *
   * @param reason the stable reason
   * @param observed what was seen; a clause without a full stop
   * @param remedy what to do; a sentence without its full stop
   * @param cause what was thrown underneath, or null
   * @param <S> an open session with the protected service
   */
  record Unavailable<S extends AutoCloseable>(
      Reason reason, String observed, String remedy, @Nullable Throwable cause)
      implements LoginResult<S> {}
}
