package dev.keyturn.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One object of a seed file, read member by member. What is missing, unknown or of another type is
 * refused by its place, and never quoted: it may be a secret.
 */
final class SeedObject {

  private final String place;
  private final Map<?, ?> members;

  private SeedObject(String place, Map<?, ?> members) {
    this.place = place;
    this.members = members;
  }

  static SeedObject of(String place, @Nullable Object value, Set<String> known) {
    if (!(value instanceof Map<?, ?> members)) {
      throw new SeedObject(place, Map.of()).wrong("is not an object");
    }
    SeedObject object = new SeedObject(place, members);
    for (Object name : members.keySet()) {
      if (!known.contains(name)) {
        throw object.wrong(
            "there is no member '%s'; the members are %s"
                .formatted(name, String.join(", ", new TreeSet<>(known))));
      }
    }
    return object;
  }

  boolean has(String name) {
    return members.get(name) != null;
  }

  @Nullable Object value(String name) {
    return members.get(name);
  }

  String text(String name) {
    String text = optionalText(name);
    if (text == null) {
      throw wrong("'%s' is missing".formatted(name));
    }
    return text;
  }

  @Nullable String optionalText(String name) {
    Object value = members.get(name);
    if (value == null) {
      return null;
    }
    if (value instanceof String text && !text.isEmpty()) {
      return text;
    }
    throw wrong("'%s' is not a text, or empty".formatted(name));
  }

  @Nullable Long optionalNumber(String name) {
    Object value = members.get(name);
    if (value == null || value instanceof Integer || value instanceof Long) {
      return value == null ? null : Long.valueOf(((Number) value).longValue());
    }
    throw wrong("'%s' is not an integer".formatted(name));
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (Object item : list(name)) {
      if (!(item instanceof String text) || text.isEmpty()) {
        throw wrong("'%s' is not a list of texts".formatted(name));
      }
      texts.add(text);
    }
    return texts;
  }

  /** Another object, or null if there is none. */
  @Nullable SeedObject object(String name, Set<String> known) {
    return has(name) ? of(below(name), members.get(name), known) : null;
  }

  /** A list of objects, empty if there is none. */
  List<SeedObject> objects(String name, Set<String> known) {
    List<SeedObject> objects = new ArrayList<>();
    for (Object item : list(name)) {
      objects.add(of("%s[%d]".formatted(below(name), objects.size()), item, known));
    }
    return objects;
  }

  private List<?> list(String name) {
    Object value = members.get(name);
    if (value == null) {
      return List.of();
    }
    if (value instanceof List<?> list) {
      return list;
    }
    throw wrong("'%s' is not a list".formatted(name));
  }

  private String below(String name) {
    return place.isEmpty() ? name : place + "." + name;
  }

  IllegalArgumentException wrong(String what) {
    return new IllegalArgumentException(place.isEmpty() ? what : place + ": " + what);
  }
}
