package dev.keyturn.rotators.mysqlprotocol;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An account as the server's tables have it.
 *
 * @param account user and host
 * @param plugin how it authenticates
 * @param passwordPlugin by which plugin it takes passwords, or null if it takes none
 * @param requirement what it demands, and its limits
 */
record Profile(
    Account account, String plugin, @Nullable String passwordPlugin, Requirement requirement) {

  Profile with(Optional<String> found) {
    return new Profile(account, plugin, found.orElse(null), requirement);
  }

  boolean takesPasswords() {
    return passwordPlugin != null;
  }
}
