package dev.keyturn.rotation;

/** What is known of a credential, with the ladder's own classification. Holds no secret value. */
public sealed interface CredentialState {

  /** It logs in; a pending one can also do its work, as testSecret finds out. */
  record Accepted() implements CredentialState {}

  /**
   * The service answered that it is wrong.
   *
   * @param observed the label, and what the service said
   */
  record Rejected(String observed) implements CredentialState {}

  /**
   * Nobody knows whether it is right: the service could not be asked, or would not say.
   *
   * @param reason the stable reason
   * @param observed what was seen: a sentence without its full stop
   * @param remedy what to do: a sentence without its full stop
   */
  record Unknown(Reason reason, String observed, String remedy) implements CredentialState {}

  /**
   * No rotation would log in with it: it has no value, is no credential, cannot be read, or names
   * somebody else.
   *
   * @param reason the stable reason
   * @param observed what was seen: a sentence without its full stop
   * @param remedy what to do: a sentence without its full stop
   */
  record Unusable(Reason reason, String observed, String remedy) implements CredentialState {}

  /**
   * It is the very credential of another version, which was tried.
   *
   * @param other that version
   */
  record SameAs(Authority other) implements CredentialState {}

  /**
   * No login was made with it.
   *
   * @param why a clause
   */
  record NotTried(String why) implements CredentialState {}
}
