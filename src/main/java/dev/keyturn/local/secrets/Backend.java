package dev.keyturn.local.secrets;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
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
    return seen(secret).orElseThrow(SecretLookup::missing);
  }

  /** The secrets of a scope, marked for deletion or not. */
  List<Secret> list(Scope scope) {
    Instant now = now();
    return repository.list(scope).stream()
        .filter(secret -> !dueBy(secret, now))
        .flatMap(secret -> seen(secret).stream())
        .toList();
  }

  /** A secret as its readers see it: a replica with what its primary holds. */
  private Optional<Secret> seen(Secret secret) {
    if (!(secret.replication() instanceof Replication.Replica replica)) {
      return Optional.of(secret);
    }
    SecretKey key = secret.key();
    return repository
        .find(new SecretKey(key.scope().in(replica.primaryRegion()), key.name()))
        .map(primary -> primary.seenFrom(secret));
  }

  /**
   * Finds the secret of a request and changes it, unless it is a replica or marked for deletion.
   */
  public Secret update(Scope scope, Parameters request, UnaryOperator<Secret> change) {
    SecretKey key = find(scope, request.required("SecretId")).primary().key();
    return repository.update(key, secret -> change.apply(secret.primary().alive()));
  }

  static boolean dueBy(Secret secret, Instant now) {
    return secret.deletion() != null && !secret.deletion().due().isAfter(now);
  }
}
