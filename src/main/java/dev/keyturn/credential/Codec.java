package dev.keyturn.credential;

import dev.keyturn.secret.SecretText;
import java.util.function.Predicate;

/**
 * Reads a credential from a secret's text and writes it back; members that it does not know
 * survive.
 *
 * @param <C> the credential
 */
public interface Codec<C extends Credential<C>> {

  /**
   * Reads a credential.
   *
   * @param text the secret's text
   * @return the credential
   * @throws CredentialFormatException naming every member that is missing or wrong
   */
  C decode(SecretText text) throws CredentialFormatException;

  /**
   * Writes a credential.
   *
   * @param credential the credential
   * @return the secret's text
   */
  SecretText encode(C credential);

  /**
   * Shows what a secret must look like, for messages.
   *
   * @return a JSON object without values, on one line
   */
  String example();

  /**
   * Reads an administrator's credential, which may log in only where its own secret says or where
   * the function's configuration allows.
   *
   * <p>Otherwise whoever may write the user's secret could name a host of theirs and be handed the
   * administrator's password.
   *
   * @param text the text of the administrator's secret
   * @param user the credential that the administrator is to set
   * @param allowedHost hosts that the function's configuration allows for an administrator's secret
   *     that names none
   * @return the administrator's credential
   * @throws CredentialFormatException naming every member that is missing or wrong
   */
  default C decodeAdmin(SecretText text, C user, Predicate<String> allowedHost)
      throws CredentialFormatException {
    return decode(text);
  }
}
