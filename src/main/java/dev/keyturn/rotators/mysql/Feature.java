package dev.keyturn.rotators.mysql;

import dev.keyturn.rotators.mysqlprotocol.ServerVersion;

/** What a server can do from some version on. */
enum Feature {
  /** ALTER USER … REPLACE, which changes a password only if the old one is known. */
  REPLACE(13),
  /** ALTER USER … RETAIN CURRENT PASSWORD. */
  TWO_PASSWORDS(14);

  private final int patch;

  /** All of them came within 8.0. */
  Feature(int patch) {
    this.patch = patch;
  }

  boolean in(ServerVersion server) {
    return server.isAtLeast(8, 0, patch);
  }
}
