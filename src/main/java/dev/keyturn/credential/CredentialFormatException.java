package dev.keyturn.credential;

import java.util.List;

/** A secret's text that is no credential; names all that is wrong with it, and no value of it. */
public final class CredentialFormatException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * Describes what is wrong.
   *
   * @param problems at least one, each naming a member but none of the values
   */
  public CredentialFormatException(List<String> problems) {
    super(String.join("; ", problems));
  }
}
