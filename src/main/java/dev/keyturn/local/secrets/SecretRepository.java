package dev.keyturn.local.secrets;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Where the secrets are kept. Every change is one atomic update of one secret. Thread-safe. */
public interface SecretRepository extends AutoCloseable {

  /**
   * Finds a secret.
   *
   * @param key scope and name
   * @return the secret as it is now
   */
  Optional<Secret> find(SecretKey key);

  /**
   * Lists the secrets of a scope.
   *
   * @param scope account and region
   * @return the secrets, ordered by name
   */
  List<Secret> list(Scope scope);

  /**
   * Lists the secrets of all scopes.
   *
   * @return the secrets, in no order
   */
  List<Secret> all();

  /**
   * Changes a secret, whether it exists or not. What the change throws leaves the secret as it was.
   *
   * @param key scope and name
   * @param change takes the secret as it is, or empty, and gives it as it will be, or empty to
   *     remove it; must not call the repository
   * @return the secret as it is now
   * @throws dev.keyturn.local.model.ApiException if the change cannot be kept: a fault of the
   *     service, after which everything is as it was
   */
  Optional<Secret> change(SecretKey key, Function<Optional<Secret>, Optional<Secret>> change);

  /**
   * Changes a secret that exists.
   *
   * @param key scope and name
   * @param change takes the secret as it is and gives it as it will be
   * @return the secret as it is now
   */
  default Secret update(SecretKey key, UnaryOperator<Secret> change) {
    return change(
            key, secret -> Optional.of(change.apply(secret.orElseThrow(SecretLookup::missing))))
        .orElseThrow(SecretLookup::missing);
  }

  /** Keeps no more changes; of what was changed before, nothing is lost that is kept at all. */
  @Override
  default void close() {}
}
