package dev.keyturn.local.secrets;

/**
 * What tells one secret from all others.
 *
 * @param scope account and region
 * @param name the secret's name, case-sensitive
 */
public record SecretKey(Scope scope, String name) {}
