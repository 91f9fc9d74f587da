package dev.keyturn.sam;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.local.events.EventJson;
import dev.keyturn.local.events.RotationEventName;
import dev.keyturn.local.events.ServiceEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rule that tells of failed rotations, held against the events of the embedded service. */
class FailureRuleTest {

  @ParameterizedTest
  @CsvSource({
    "'', app-db, ROTATION_FAILED, true",
    "'', app-db, ROTATION_STARTED, false",
    "'', app-db, ROTATION_SUCCEEDED, false",
    "'', app-db, TEST_ROTATION_FAILED, false",
    "app-, app-db, ROTATION_FAILED, true",
    "app-, other, ROTATION_FAILED, false"
  })
  void matches(String prefix, String secret, RotationEventName name, boolean matches)
      throws IOException {
    SamTemplate template = SamTemplate.read(Map.of("SecretNamePrefix", prefix));
    String arn = "arn:aws:secretsmanager:us-east-1:123456789012:secret:" + secret + "-AbCdEf";
    ServiceEvent event =
        new ServiceEvent.Rotation(
            Instant.EPOCH, name, arn, "11111111-1111-4111-8111-111111111111", null);

    assertThat(
            matches(
                template.property("RotationFails", "EventPattern"),
                JSON.std.mapFrom(EventJson.of(event))))
        .isEqualTo(matches);
  }

  /** As EventBridge does, with those of its comparisons that the rule uses. */
  private static boolean matches(Object pattern, @Nullable Object value) {
    if (pattern instanceof Map<?, ?> members) {
      return value instanceof Map<?, ?> event
          && members.entrySet().stream()
              .allMatch(member -> matches(member.getValue(), event.get(member.getKey())));
    }
    return ((List<?>) pattern)
        .stream()
            .anyMatch(
                one ->
                    one instanceof Map<?, ?> comparison
                        ? String.valueOf(value).startsWith(String.valueOf(comparison.get("prefix")))
                        : one.equals(value));
  }
}
