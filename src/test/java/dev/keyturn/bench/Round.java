package dev.keyturn.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One measurement: an operation of Secrets Manager, called by connections of which each sends its
 * next request when it has the answer to the one before.
 *
 * @param endpoint where the service is
 * @param operation GetSecretValue, for instance
 * @param connections how many
 * @param secrets the prefix of the names of the secrets that are called
 * @param count how many secrets there are, not fewer than connections
 * @param warmUp how long requests are not counted
 * @param time how long they are; zero to call for each secret once
 * @param function the ARN of the rotation function, or null to name none
 */
record Round(
    URI endpoint,
    String operation,
    int connections,
    String secrets,
    int count,
    Duration warmUp,
    Duration time,
    @Nullable String function) {

  static Round parse(String line) throws IOException {
    Map<String, Object> members = JSON.std.mapFrom(line);
    Object function = members.get("function");
    return new Round(
        URI.create(text(members, "endpoint")),
        text(members, "operation"),
        (int) number(members, "connections"),
        text(members, "secrets"),
        (int) number(members, "count"),
        Duration.ofNanos((long) (number(members, "warmUp") * 1e9)),
        Duration.ofNanos((long) (number(members, "time") * 1e9)),
        function instanceof String arn ? arn : null);
  }

  private static String text(Map<String, Object> members, String name) {
    return (String) Objects.requireNonNull(members.get(name), name);
  }

  private static double number(Map<String, Object> members, String name) {
    return ((Number) Objects.requireNonNull(members.get(name), name)).doubleValue();
  }

  boolean once() {
    return time.isZero();
  }

  boolean rotates() {
    return function != null;
  }
}
