package dev.keyturn.local.secrets;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Tells watchers of every change, after it was made. */
public final class WatchedRepository implements SecretRepository {

  private final SecretRepository secrets;
  private final List<SecretWatcher> watchers = new CopyOnWriteArrayList<>();

  /**
   * Watches a repository.
   *
   * @param secrets keeps the secrets
   */
  public WatchedRepository(SecretRepository secrets) {
    this.secrets = secrets;
  }

  /**
   * Adds a watcher.
   *
   * @param watcher hears of every change from now on, after the watchers before it
   */
  public void watch(SecretWatcher watcher) {
    watchers.add(watcher);
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

  /** Tells watchers of all secrets that are there, as if each had just been made. */
  public void announce() {
    for (Secret secret : secrets.all()) {
      watchers.forEach(watcher -> watcher.changed(secret.key(), null, secret));
    }
  }

  @Override
  public Optional<Secret> change(
      SecretKey key, Function<Optional<Secret>, Optional<Secret>> change) {
    Recorder recorder = new Recorder(change);
    Optional<Secret> result = secrets.change(key, recorder);
    if (recorder.changed()) {
      watchers.forEach(watcher -> watcher.changed(key, recorder.before, recorder.after));
    }
    return result;
  }

  /** Remembers what a change was given and gave, the last time if it was tried more than once. */
  private static final class Recorder implements Function<Optional<Secret>, Optional<Secret>> {

    private final Function<Optional<Secret>, Optional<Secret>> change;
    private @Nullable Secret before;
    private @Nullable Secret after;

    Recorder(Function<Optional<Secret>, Optional<Secret>> change) {
      this.change = change;
    }

    @Override
    public Optional<Secret> apply(Optional<Secret> found) {
      Optional<Secret> made = change.apply(found);
      before = found.orElse(null);
      after = made.orElse(null);
      return made;
    }

    /** A change that changes nothing gives the secret that it was given. */
    @SuppressWarnings("ReferenceEquality")
    boolean changed() {
      return before != after;
    }
  }
}
