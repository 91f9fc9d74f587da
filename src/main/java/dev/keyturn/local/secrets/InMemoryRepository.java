package dev.keyturn.local.secrets;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** Keeps secrets as long as the process lives. */
public final class InMemoryRepository implements SecretRepository {

  private final ConcurrentHashMap<SecretKey, Secret> secrets = new ConcurrentHashMap<>();

  @Override
  public Optional<Secret> find(SecretKey key) {
    return Optional.ofNullable(secrets.get(key));
  }

  @Override
  public List<Secret> list(Scope scope) {
    return secrets.values().stream()
        .filter(secret -> secret.key().scope().equals(scope))
        .sorted(Comparator.comparing(secret -> secret.key().name()))
        .toList();
  }

  @Override
  public List<Secret> all() {
    return List.copyOf(secrets.values());
  }

  @Override
  public Optional<Secret> change(
      SecretKey key, Function<Optional<Secret>, Optional<Secret>> change) {
    return Optional.ofNullable(
        secrets.compute(
            key, (k, secret) -> change.apply(Optional.ofNullable(secret)).orElse(null)));
  }
}
