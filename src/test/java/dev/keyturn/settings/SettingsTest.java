package dev.keyturn.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

  private static final Map<String, Integer> WORDS = Map.of("one", 1, "two", 2);

  @Test
  void anUnsetOrEmptyVariableIsItsDefault() {
    for (Settings settings : new Settings[] {Settings.of(Map.of()), Settings.of(Map.of("V", ""))}) {
      assertThat(settings.text("V")).isEmpty();
      assertThat(settings.flag("V", true)).isTrue();
      assertThat(settings.flag("V", false)).isFalse();
      assertThat(settings.number("V", 7, 1, 9)).isEqualTo(7);
      assertThat(settings.list("V")).isEmpty();
      assertThat(settings.word("V", WORDS)).isEmpty();
      assertThat(settings.problems()).isEmpty();
    }
  }

  @Test
  void readsEveryKind() {
    Settings settings =
        Settings.of(Map.of("T", " text ", "F", "TRUE", "N", " 5 ", "L", " a,, b ,", "W", "two"));

    assertThat(settings.text("T")).contains(" text ");
    assertThat(settings.flag("F", false)).isTrue();
    assertThat(settings.number("N", 1, 5, 5)).isEqualTo(5);
    assertThat(settings.list("L")).containsExactly("a", "b");
    assertThat(settings.word("W", WORDS)).contains(2);
    assertThat(settings.problems()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"4, 3", "10, 3", "4.0, 3", "five, 3", "-5, 3", "1e1, 3"})
  void aWrongNumberIsItsDefaultAndAProblem(String value, int otherwise) {
    Settings settings = Settings.of(Map.of("N", value));

    assertThat(settings.number("N", otherwise, 5, 9)).isEqualTo(otherwise);
    assertThat(settings.problems()).containsExactly("N is not a whole number from 5 to 9");
  }

  /** A value may be somebody's secret in the wrong place. */
  @Test
  void tellsAllProblemsInTheOrderOfReadingAndNoValue() {
    Settings settings = Settings.of(Map.of("F", "hunter2", "N", "hunter2", "W", "hunter2"));

    settings.word("W", WORDS);
    settings.number("N", 1, 1, 2);
    settings.flag("F", true);
    settings.problem("X", "is not what it was");

    assertThat(settings.problems())
        .containsExactly(
            "W is none of one, two",
            "N is not a whole number from 1 to 2",
            "F is neither true nor false",
            "X is not what it was");
  }
}
