package dev.keyturn.local.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Quoting as POSIX has it. */
class CommandWordsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '`',
      value = {
        "python3 -m awslambdaric app.handler @ python3|-m|awslambdaric|app.handler",
        "`  a \t b  ` @ a|b",
        "'a b' c @ a b|c",
        "\"a b\" c @ a b|c",
        "a' 'b\" \"c @ a b c",
        "'' \"\" @ |",
        "'it''s' @ its",
        "'a\\b \"c\"' @ a\\b \"c\"",
        "\"a\\\"b\\\\c\\$d\\`e\\xf\" @ a\"b\\c$d`e\\xf",
        "a\\ b \\'c\\' \\\\ @ a b|'c'|\\",
        "$HOME *.py | > & ; # $(ls) @ $HOME|*.py|PIPE|>|&|;|#|$(ls)",
        "a=b x\"='y' \"z @ a=b|x='y' z",
      })
  void splits(String text, String words) {
    assertThat(String.join("|", CommandWords.split(text)).replace("|||", "|PIPE|"))
        .isEqualTo(words == null ? "" : words);
  }

  @Test
  void aBackslashJoinsLines() {
    assertThat(CommandWords.split("a\\\nb \"c\\\nd\"")).containsExactly("ab", "cd");
    assertThat(CommandWords.split("a\nb")).containsExactly("a", "b");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '@',
      quoteCharacter = '`',
      value = {
        "a 'b c @ opens a ' that it does not close",
        "a \"b' @ opens a \" that it does not close",
        "a \\ @ ends with a backslash",
        "\"a\\ @ ends with a backslash",
      })
  void refusesWhatHasNoEnd(String text, String why) {
    assertThatThrownBy(() -> FunctionTarget.parse("command:" + text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("function target 'command:" + text + "' " + why);
  }
}
