package dev.keyturn.local.rotation;

import dev.keyturn.local.model.ApiException;
import dev.keyturn.local.secrets.InMemoryRepository;
import dev.keyturn.local.secrets.Scope;
import dev.keyturn.local.secrets.Secret;
import dev.keyturn.local.secrets.SecretKey;
import dev.keyturn.local.secrets.SecretRepository;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

/** Keeps secrets until a test says that there is no more room, or has something come between. */
final class FullDisk implements SecretRepository {

  private final SecretRepository secrets = new InMemoryRepository();
  private final AtomicInteger room = new AtomicInteger(Integer.MAX_VALUE);
  private final AtomicReference<Runnable> between = new AtomicReference<>(() -> {});

  /** Keeps that many changes more, and then none. */
  void room(int changes) {
    room.set(changes);
  }

  /** Has something done after whoever changes a secret next has decided to, and before it does. */
  void between(Runnable action) {
    between.set(action);
  }

  @Override
  public Optional<Secret> find(SecretKey key) {
    return secrets.find(key);
  }

  @Override
  public List<Secret> list(Scope scope) {
    return secrets.list(scope);
  }

  @Override
  public List<Secret> all() {
    return secrets.all();
  }

  @Override
  public Optional<Secret> change(
      SecretKey key, Function<Optional<Secret>, Optional<Secret>> change) {
    between.getAndSet(() -> {}).run();
    if (room.getAndUpdate(left -> Math.max(0, left - 1)) == 0) {
      throw ApiException.fault("Nothing was changed, because the disk is full");
    }
    return secrets.change(key, change);
  }
}
