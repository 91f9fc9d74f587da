package dev.keyturn.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatedTest {

  /** A second death follows these: with one too few, the contract would try less and not say so. */
  @ParameterizedTest
  @CsvSource({
    "after PutSecretValue, true",
    "after UpdateSecretVersionStage, true",
    "after login, true",
    "after set, true",
    "after DescribeSecret, false",
    "after GetSecretValue, false",
    "after ListSecretVersionIds, false",
    "before set, false"
  })
  void knowsWhatMayHaveChangedSomething(String point, boolean changed) {
    assertThat(Gated.mayHaveChanged(point)).isEqualTo(changed);
  }
}
