package dev.keyturn.local.store;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A JSON object whose members are put and taken by their types. */
final class Members {

  private final Map<String, Object> members;

  Members() {
    this(new LinkedHashMap<>());
  }

  Members(Map<String, Object> members) {
    this.members = members;
  }

  void put(String name, @Nullable Object value) {
    if (value != null) {
      members.put(name, value instanceof Instant time ? time.toString() : value);
    }
  }

  Map<String, Object> asMap() {
    return members;
  }

  boolean has(String name) {
    return members.get(name) != null;
  }

  @Nullable String text(String name) {
    return (String) members.get(name);
  }

  String required(String name) {
    return Objects.requireNonNull(text(name), name);
  }

  @Nullable Instant time(String name) {
    String text = text(name);
    return text == null ? null : Instant.parse(text);
  }

  Instant requiredTime(String name) {
    return Instant.parse(required(name));
  }

  @Nullable Long number(String name) {
    Object value = members.get(name);
    return value == null ? null : ((Number) value).longValue();
  }

  boolean flag(String name) {
    return Boolean.TRUE.equals(members.get(name));
  }

  Members members(String name) {
    return of(Objects.requireNonNull(members.get(name), name));
  }

  List<Members> list(String name) {
    return elements(name).stream().map(Members::of).toList();
  }

  List<String> strings(String name) {
    return elements(name).stream().map(String.class::cast).toList();
  }

  /** A map of texts, or null if there is none. */
  @Nullable Map<String, String> texts(String name) {
    if (!has(name)) {
      return null;
    }
    Map<String, String> texts = new LinkedHashMap<>();
    members(name).asMap().forEach((key, value) -> texts.put(key, (String) value));
    return texts;
  }

  private List<?> elements(String name) {
    return (List<?>) Objects.requireNonNull(members.get(name), name);
  }

  private static Members of(Object value) {
    Map<String, Object> members = new LinkedHashMap<>();
    ((Map<?, ?>) value).forEach((name, member) -> members.put((String) name, member));
    return new Members(members);
  }
}
