package dev.keyturn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class GapsTest {

  private final Gaps gaps = new Gaps();

  @Test
  void noneOfNone() {
    assertThat(gaps.words()).isEqualTo("none");
  }

  @Test
  void noneWhereNoLoginFailed() {
    gaps.add(Duration.ZERO);
    gaps.add(Duration.ZERO);

    assertThat(gaps.words()).isEqualTo("none");
  }

  @Test
  void medianNineTenthsAndLongestInWhateverOrderTheyCame() {
    LongStream.of(30, 10, 20, 100, 60, 40, 50, 90, 80, 70)
        .forEach(millis -> gaps.add(Duration.ofMillis(millis)));

    assertThat(gaps.words()).isEqualTo("50, 90, 100 ms");
  }

  @Test
  void ofOneRotationAllThreeAreThatOne() {
    gaps.add(Duration.ofMillis(7));

    assertThat(gaps.words()).isEqualTo("7, 7, 7 ms");
  }
}
