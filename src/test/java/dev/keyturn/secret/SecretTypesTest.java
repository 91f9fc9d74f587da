package dev.keyturn.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTypesTest {

  private static final VersionId ONE = new VersionId("1".repeat(32));
  private static final VersionId TWO = new VersionId("2".repeat(64));

  @ParameterizedTest
  @ValueSource(ints = {31, 65})
  void aVersionIdHasAsManyCharactersAsTheApiSays(int length) {
    assertThatThrownBy(() -> new VersionId("x".repeat(length)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a version id has 32 to 64 characters, not " + length);
  }

  @Test
  void aSecretIdIsNeitherBlankNorTooLong() {
    assertThat(new SecretId("x".repeat(2048)).value()).hasSize(2048);
    assertThatThrownBy(() -> new SecretId("  "))
        .hasMessage("a secret id has 1 to 2048 characters, not 2");
    assertThatThrownBy(() -> new SecretId("x".repeat(2049)))
        .hasMessage("a secret id has 1 to 2048 characters, not 2049");
  }

  @Test
  void secretTextShowsNothingOfItself() {
    SecretText text = SecretText.of("hunter2");

    assertThat(text).hasToString("[REDACTED]");
    assertThat(text.reveal()).isEqualTo("hunter2");
    assertThat(text)
        .isEqualTo(SecretText.of("hunter2"))
        .hasSameHashCodeAs(SecretText.of("hunter2"));
    assertThat(text).isNotEqualTo(SecretText.of("hunter3")).isNotEqualTo("hunter2");
    assertThat(new RotationToken(text).toString()).doesNotContain("hunter2");
    assertThat(new SecretValue.Text(ONE, text).toString()).doesNotContain("hunter2");
  }

  @Test
  void aDescriptionKnowsItsLabelsAndDoesNotChange() {
    Map<VersionId, Set<StagingLabel>> labels = new LinkedHashMap<>();
    Set<StagingLabel> current = new LinkedHashSet<>(Set.of(StagingLabel.CURRENT));
    labels.put(ONE, current);
    SecretDescription description = new SecretDescription(true, labels);

    current.add(StagingLabel.PENDING);
    labels.put(TWO, Set.of(StagingLabel.PREVIOUS));

    assertThat(description.labelsOf(ONE)).containsExactly(StagingLabel.CURRENT);
    assertThat(description.labelsOf(TWO)).isEmpty();
    assertThat(description.holderOf(StagingLabel.CURRENT)).contains(ONE);
    assertThat(description.holderOf(StagingLabel.PENDING)).isEmpty();
    assertThatThrownBy(() -> description.labels().put(TWO, Set.of()))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void aDeadlineIsOverWhenItsTimeIs() {
    ManualClock clock = new ManualClock(Instant.EPOCH);
    Deadline deadline = Deadline.after(clock, Duration.ofSeconds(10));
    Deadline earlier = deadline.keeping(Duration.ofSeconds(1));
    Deadline part = deadline.within(Duration.ofSeconds(3));

    assertThat(part.remaining()).isEqualTo(Duration.ofSeconds(3));
    assertThat(deadline.within(Duration.ofSeconds(30)).remaining())
        .isEqualTo(Duration.ofSeconds(10));
    assertThat(deadline.remaining()).isEqualTo(Duration.ofSeconds(10));
    assertThat(earlier.remaining()).isEqualTo(Duration.ofSeconds(9));
    assertThat(deadline.atMost(Duration.ofSeconds(4))).isEqualTo(Duration.ofSeconds(4));
    assertThat(deadline.atMost(Duration.ofSeconds(40))).isEqualTo(Duration.ofSeconds(10));

    clock.advance(Duration.ofSeconds(9));
    assertThat(earlier.expired()).isTrue();
    assertThat(deadline.expired()).isFalse();

    clock.advance(Duration.ofSeconds(9));
    assertThat(deadline.expired()).isTrue();
    assertThat(deadline.remaining()).isZero();
    assertThat(deadline.atMost(Duration.ofSeconds(4))).isZero();
  }
}
