package dev.keyturn.rotators.postgres;

import dev.keyturn.settings.Settings;
import java.util.Map;

/** Whom the objects belong to that an alternate creates: {@code OBJECT_OWNER}. */
enum ObjectOwner {
  /** Whoever creates them, as PostgreSQL has it. */
  CREATOR,
  /** The original, because the alternate acts as the original from login on. */
  ORIGINAL;

  static ObjectOwner from(Settings settings) {
    return settings
        .word("OBJECT_OWNER", Map.of("creator", CREATOR, "original", ORIGINAL))
        .orElse(CREATOR);
  }
}
