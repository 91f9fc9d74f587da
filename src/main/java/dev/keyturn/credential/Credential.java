package dev.keyturn.credential;

import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretText;
import java.util.Optional;

/**
 * Something that logs in to a protected service with a password. Immutable; redacts itself.
 *
 * @param <C> the credential's own type
 */
public interface Credential<C extends Credential<C>> {

  /**
   * Says who logs in, and where: what a rotation must not change.
   *
   * @return the identity, which is not sensitive
   */
  Identity identity();

  /**
   * Gives the password.
   *
   * @return the password, protected
   */
  SecretText password();

  /**
   * Replaces the password.
   *
   * @param password the new one
   * @return a credential that differs in nothing else
   */
  C withPassword(SecretText password);

  /**
   * Turns to the other of two alternating users.
   *
   * @return a credential that names the other user, with the password still to be replaced, or
   *     empty if this kind of credential does not alternate
   */
  default Optional<C> alternate() {
    return Optional.empty();
  }

  /**
   * Names the secret of the administrator who may set this credential.
   *
   * @return its ARN or name, or empty if the secret names none
   */
  default Optional<SecretId> adminSecret() {
    return Optional.empty();
  }
}
