package dev.keyturn.local.secrets;

import org.jspecify.annotations.Nullable;

/** Hears of changes of secrets. Called on the thread of the change; must be quick and not throw. */
@FunctionalInterface
public interface SecretWatcher {

  /**
   * A secret has changed.
   *
   * @param key its scope and name
   * @param before as it was, or null if it did not exist
   * @param after as it became, or null if it was removed
   */
  void changed(SecretKey key, @Nullable Secret before, @Nullable Secret after);
}
