package dev.keyturn.rotation;

import java.util.Map;

/** The strategies that {@code ROTATION_STRATEGY} can ask for. */
enum StrategyName {
  SINGLE,
  ALTERNATING,
  ADMIN;

  static final Map<String, StrategyName> WORDS =
      Map.of("single", SINGLE, "alternating", ALTERNATING, "admin", ADMIN);
}
