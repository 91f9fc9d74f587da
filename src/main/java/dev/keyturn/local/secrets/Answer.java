package dev.keyturn.local.secrets;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Builds an answer: unset members are left out, and times are seconds with a fraction. */
final class Answer {

  private static final int MILLIS = 3;

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

  /** A decimal, since a double of this size would be written with an exponent. */
  Answer at(String name, @Nullable Instant time) {
    return with(name, time == null ? null : BigDecimal.valueOf(time.toEpochMilli(), MILLIS));
  }

  Map<String, Object> members() {
    return members;
  }
}
