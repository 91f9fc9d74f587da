package dev.keyturn.rotation;

import dev.keyturn.credential.Credential;
import dev.keyturn.secret.Deadline;
import java.util.Optional;

/**
 * A service that makes credentials itself and shows each only once, such as access keys and tokens.
 *
 * <p>createSecret then asks it instead of the password generator, logged in as AWSCURRENT, and
 * stores the answer at once, within {@link #STORED_WITHIN_SECONDS}. setSecret has nothing to set.
 *
 * @param <C> the credential
 * @param <S> an open session with the protected service
 */
public interface CredentialSource<C extends Credential<C>, S extends AutoCloseable> {

  /**
   * How long after it was made a credential can still be about to be stored. A credential that no
   * version holds for longer was left behind by an invocation that died.
   */
  int STORED_WITHIN_SECONDS = 5;

  /**
   * Makes the next credential; before that, retires what older versions hold and sweeps what no
   * version holds.
   *
   * @param request the session, and what must be kept
   * @return the new credential, or empty if meanwhile another invocation has stored one
   * @throws Exception if the service made none; the step fails
   */
  Optional<C> make(MakeRequest<C, S> request) throws Exception;

  /**
   * Deletes a credential that was just made, because another invocation has stored its own.
   *
   * @param session the session in which it was made
   * @param credential what nobody will ever use
   * @param deadline when the invocation is over
   * @throws Exception if the service did not delete it; the next rotation sweeps it
   */
  void discard(S session, C credential, Deadline deadline) throws Exception;
}
