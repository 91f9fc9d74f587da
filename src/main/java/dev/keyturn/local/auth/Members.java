package dev.keyturn.local.auth;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads members of a request that the model has accepted. */
final class Members {

  private Members() {}

  static Optional<String> text(Map<?, ?> members, String name) {
    return members.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
  }

  static boolean any(Map<?, ?> members, String... names) {
    for (String name : names) {
      if (members.get(name) != null) {
        return true;
      }
    }
    return false;
  }

  static List<Map<?, ?>> structures(Map<?, ?> members, String name) {
    return items(members.get(name)).stream()
        .<Map<?, ?>>mapMulti(
            (item, sink) -> {
              if (item instanceof Map<?, ?> map) {
                sink.accept(map);
              }
            })
        .toList();
  }

  static List<String> texts(Map<?, ?> members, String name) {
    return items(members.get(name)).stream().map(String::valueOf).toList();
  }

  private static List<?> items(@Nullable Object value) {
    return value instanceof List<?> list ? list : List.of();
  }
}
