package dev.keyturn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ManualClockTest {

  @Test
  void standsStillUntilItIsMoved() {
    ManualClock clock = new ManualClock(Instant.EPOCH);

    assertThat(clock.instant()).isEqualTo(clock.instant()).isEqualTo(Instant.EPOCH);
    clock.advance(Duration.ofMillis(1500));
    assertThat(clock.millis()).isEqualTo(1500);
    clock.advance(Duration.ofSeconds(-2));
    assertThat(clock.millis()).isEqualTo(-500);
  }
}
