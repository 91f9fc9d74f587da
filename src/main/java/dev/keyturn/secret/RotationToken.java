package dev.keyturn.secret;

/**
 * Proof that a call belongs to a rotation, which newer events carry and {@code PutSecretValue}
 * hands back; needed when the function works under an assumed role or in another account.
 * Sensitive.
 *
 * @param text 36 to 256 characters of {@code [a-zA-Z0-9-]}
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html">PutSecretValue</a>
 */
public record RotationToken(SecretText text) {}
