package dev.keyturn.local.secrets;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds an answer: unset members are left out, and times are seconds with a fraction. */
final class Answer {

  private static final double MILLIS = 1000.0;

  private final Map<String, Object> members = new LinkedHashMap<>();

  static Answer of(Secret secret) {
    return new Answer().with("ARN", secret.arn()).with("Name", secret.key().name());
  }

  Answer with(String name, @Nullable Object value) {
    if (value != null) {
      members.put(name, value);
    }
    return this;
  }

  Answer at(String name, @Nullable Instant time) {
    return with(name, time == null ? null : time.toEpochMilli() / MILLIS);
  }

  Map<String, Object> members() {
    return members;
  }
}
