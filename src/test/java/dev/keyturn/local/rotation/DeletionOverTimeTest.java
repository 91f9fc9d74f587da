package dev.keyturn.local.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.local.model.ApiException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Secrets and versions that go by themselves, by a virtual clock. */
@Timeout(30)
class DeletionOverTimeTest {

  private final VirtualService service = new VirtualService(RetryPolicy.DEFAULT);

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void aSecretIsGoneWhenItsRecoveryWindowEnds() throws InterruptedException {
    service.create("s");
    service.put("s");
    service.call("DeleteSecret", "SecretId", "s", "RecoveryWindowInDays", 7L);

    service.advanceTo("2026-03-08T09:59:59Z");
    assertThat(service.date("s", "DeletedDate")).isEqualTo("2026-03-08T10:00:00Z");
    service.clock.advance(Duration.ofSeconds(1));

    assertThatThrownBy(() -> service.describe("s"))
        .isInstanceOf(ApiException.class)
        .hasMessage("Secrets Manager can't find the specified secret.");
    assertThat(service.story())
        .containsExactly(
            "2026-03-01T10:00:00Z StartSecretVersionDelete",
            "2026-03-01T10:00:00Z StartSecretVersionDelete",
            "2026-03-08T10:00:00Z EndSecretVersionDelete",
            "2026-03-08T10:00:00Z EndSecretVersionDelete");
  }

  @Test
  void aRestoredSecretStays() throws InterruptedException {
    service.create("s");
    service.call("DeleteSecret", "SecretId", "s", "RecoveryWindowInDays", 7L);
    service.advanceTo("2026-03-05T10:00:00Z");

    service.call("RestoreSecret", "SecretId", "s");
    service.clock.advance(Duration.ofDays(30));

    assertThat(service.date("s", "DeletedDate")).isNull();
    assertThat(service.story())
        .containsExactly(
            "2026-03-01T10:00:00Z StartSecretVersionDelete",
            "2026-03-05T10:00:00Z CancelSecretVersionDelete");
  }

  @Test
  void anotherWindowReplacesTheFirst() throws InterruptedException {
    service.create("s");
    service.call("DeleteSecret", "SecretId", "s", "RecoveryWindowInDays", 7L);
    service.call("RestoreSecret", "SecretId", "s");
    service.call("DeleteSecret", "SecretId", "s", "RecoveryWindowInDays", 30L);

    service.clock.advance(Duration.ofDays(29));

    assertThat(service.date("s", "DeletedDate")).isEqualTo("2026-03-31T10:00:00Z");
    service.clock.advance(Duration.ofDays(1));
    assertThatThrownBy(() -> service.describe("s")).isInstanceOf(ApiException.class);
  }

  @Test
  void aForcedDeletionIsTold() {
    service.create("s");

    service.call("DeleteSecret", "SecretId", "s", "ForceDeleteWithoutRecovery", true);

    assertThat(service.story())
        .containsExactly(
            "2026-03-01T10:00:00Z StartSecretVersionDelete",
            "2026-03-01T10:00:00Z EndSecretVersionDelete");
  }

  @Test
  void deprecatedVersionsBeyondAHundredGoOnceTheyAreADayOld() throws InterruptedException {
    service.create("s");
    for (int i = 0; i < 104; i++) {
      service.clock.advance(Duration.ofMinutes(1));
      service.put("s");
    }
    assertThat(versions()).isEqualTo(105);
    Object changed = service.describe("s").get("LastChangedDate");

    service.advanceTo("2026-03-02T10:00:00Z");
    assertThat(versions()).as("the oldest is a day old, and not more").isEqualTo(105);
    service.clock.advance(Duration.ofMinutes(2));
    assertThat(versions()).as("two are more than a day old").isEqualTo(103);
    service.clock.advance(Duration.ofDays(10));

    assertThat(versions()).isEqualTo(100);
    assertThat(service.story())
        .filteredOn(line -> line.endsWith("EndSecretVersionDelete"))
        .hasSize(5);
    assertThat(service.describe("s").get("LastChangedDate")).isEqualTo(changed);
  }

  private int versions() {
    int number = 0;
    Map<String, Object> page = Map.of("NextToken", "");
    while (page.get("NextToken") instanceof String token) {
      page =
          token.isEmpty()
              ? service.call("ListSecretVersionIds", "SecretId", "s", "IncludeDeprecated", true)
              : service.call(
                  "ListSecretVersionIds",
                  "SecretId",
                  "s",
                  "IncludeDeprecated",
                  true,
                  "NextToken",
                  token);
      number += ((List<?>) page.get("Versions")).size();
    }
    return number;
  }
}
