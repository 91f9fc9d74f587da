package dev.keyturn.local.secrets;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;

/**
 * What the operations work on.
 *
 * @param repository the secrets
 * @param clock tells the time
 * @param random makes ARN suffixes, passwords and rotation tokens
 * @param keys which KMS keys work
 */
public record Backend(
    SecretRepository repository, InstantSource clock, RandomGenerator random, KmsKeys keys) {

  /** A backend all of whose keys work. */
  public Backend(SecretRepository repository, InstantSource clock, RandomGenerator random) {
    this(repository, clock, random, KmsKeys.ALL_WORK);
  }

  public Instant now() {
    return clock.instant();
  }

  /** Finds a secret, marked for deletion or not; one whose recovery window is over is gone. */
  public Secret find(Scope scope, String id) {
    Secret secret = new SecretLookup(repository).find(scope, id);
    if (dueBy(secret, now())) {
      repository.change(secret.key(), now -> now.filter(still -> !dueBy(still, now())));
      throw SecretLookup.missing();
    }
    return secret;
  }

  /** The secrets of a scope, marked for deletion or not. */
  List<Secret> list(Scope scope) {
    Instant now = now();
    return repository.list(scope).stream().filter(secret -> !dueBy(secret, now)).toList();
  }

  /** Finds the secret of a request and changes it, unless it is marked for deletion. */
  public Secret update(Scope scope, Parameters request, UnaryOperator<Secret> change) {
    SecretKey key = find(scope, request.required("SecretId")).key();
    return repository.update(key, secret -> change.apply(secret.alive()));
  }

  static boolean dueBy(Secret secret, Instant now) {
    return secret.deletion() != null && !secret.deletion().due().isAfter(now);
  }
}
