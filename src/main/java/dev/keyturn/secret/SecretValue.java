package dev.keyturn.secret;

/** The stored value of one version, as {@code GetSecretValue} answers it. */
public sealed interface SecretValue {

  /**
   * Says which version was read.
   *
   * @return the version that holds this value
   */
  VersionId version();

  /**
   * A value stored as {@code SecretString}.
   *
   * @param version the version that holds it
   * @param text the value
   */
  record Text(VersionId version, SecretText text) implements SecretValue {}

  /**
   * A value stored as {@code SecretBinary}, which no rotation can read; its bytes are not kept.
   *
   * @param version the version that holds it
   */
  record Binary(VersionId version) implements SecretValue {}
}
