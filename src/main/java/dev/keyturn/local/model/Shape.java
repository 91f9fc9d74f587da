package dev.keyturn.local.model;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One shape of the API model: a type and the limits on its values. */
record Shape(
    String type,
    Map<String, String> members,
    List<String> required,
    @Nullable String element,
    @Nullable Long min,
    @Nullable Long max,
    @Nullable Pattern pattern,
    List<String> allowed,
    boolean sensitive,
    boolean fault) {

  static Shape of(Map<?, ?> data) {
    return new Shape(
        text(data.get("type")),
        members(data.get("members")),
        texts(data.get("required")),
        data.get("member") == null ? null : text(data.get("member")),
        number(data.get("min")),
        number(data.get("max")),
        data.get("pattern") == null ? null : Pattern.compile(text(data.get("pattern"))),
        texts(data.get("enum")),
        Boolean.TRUE.equals(data.get("sensitive")),
        Boolean.TRUE.equals(data.get("fault")));
  }

  private static Map<String, String> members(@Nullable Object data) {
    if (!(data instanceof Map<?, ?> map)) {
      return Map.of();
    }
    Map<String, String> members = new java.util.LinkedHashMap<>();
    map.forEach((name, target) -> members.put(text(name), text(((Map<?, ?>) target).get("shape"))));
    return members;
  }

  static List<String> texts(@Nullable Object data) {
    return data instanceof List<?> list ? list.stream().map(Shape::text).toList() : List.of();
  }

  private static String text(@Nullable Object data) {
    return String.valueOf(data);
  }

  private static @Nullable Long number(@Nullable Object data) {
    return data instanceof Number number ? Long.valueOf(number.longValue()) : null;
  }
}
