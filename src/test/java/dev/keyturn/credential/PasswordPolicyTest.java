package dev.keyturn.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.settings.Settings;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordPolicyTest {

  private static final String LOWER = "abcdefghijklmnopqrstuvwxyz";
  private static final String UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  private static final String DIGITS = "0123456789";
  private static final String MARKS = "!#$%&()*+,-.:;<=>?[]^_`{|}~";

  @Test
  void byDefaultAsAwssOwnFunctionsHaveIt() {
    PasswordPolicy policy = policy("");

    assertThat(policy.length()).isEqualTo(32);
    assertThat(policy.alphabet()).isEqualTo(LOWER + UPPER + DIGITS + MARKS);
    assertThat(policy.required()).containsExactly(LOWER, UPPER, DIGITS, MARKS);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          EXCLUDE_LOWERCASE=true                                   | UPPER DIGITS MARKS
          EXCLUDE_UPPERCASE=TRUE                                   | LOWER DIGITS MARKS
          EXCLUDE_NUMBERS=True                                     | LOWER UPPER MARKS
          EXCLUDE_PUNCTUATION=true                                 | LOWER UPPER DIGITS
          EXCLUDE_PUNCTUATION=false                                | LOWER UPPER DIGITS MARKS
          EXCLUDE_PUNCTUATION=true INCLUDE_SPACE=true              | LOWER UPPER DIGITS SPACE
          EXCLUDE_LOWERCASE=true EXCLUDE_UPPERCASE=true EXCLUDE_PUNCTUATION=true | DIGITS
          """)
  void includesTheTypesThatNoVariableExcludes(String variables, String types) {
    PasswordPolicy policy = policy(variables);

    assertThat(policy.required())
        .containsExactly(
            Arrays.stream(types.split(" ", -1))
                .map(
                    type ->
                        Map.of(
                                "LOWER", LOWER, "UPPER", UPPER, "DIGITS", DIGITS, "MARKS", MARKS,
                                "SPACE", " ")
                            .get(type))
                .toArray(String[]::new));
    assertThat(policy.alphabet()).isEqualTo(String.join("", policy.required()));
  }

  @Test
  void excludesCharactersInsteadOfTheDefaultOnes() {
    assertThat(policy("EXCLUDE_CHARACTERS=abc1").alphabet())
        .doesNotContain("a", "b", "c", "1")
        .contains("/", "@", "\"", "'", "\\", "d");
  }

  @Test
  void requiresNoTypeIfNotAskedTo() {
    assertThat(policy("REQUIRE_EACH_INCLUDED_TYPE=false").required()).isEmpty();
    assertThat(policy("REQUIRE_EACH_INCLUDED_TYPE=false EXCLUDE_CHARACTERS=" + DIGITS).alphabet())
        .doesNotContain("1");
  }

  @ParameterizedTest
  @CsvSource({"8, 8", "4096, 4096"})
  void takesALength(String value, int length) {
    assertThat(policy("PASSWORD_LENGTH=" + value).length()).isEqualTo(length);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          PASSWORD_LENGTH=7            | PASSWORD_LENGTH is not a whole number from 8 to 4096
          PASSWORD_LENGTH=4097         | PASSWORD_LENGTH is not a whole number from 8 to 4096
          PASSWORD_LENGTH=many         | PASSWORD_LENGTH is not a whole number from 8 to 4096
          PASSWORD_LENGTH=1.5          | PASSWORD_LENGTH is not a whole number from 8 to 4096
          PASSWORD_LENGTH=99999999999  | PASSWORD_LENGTH is not a whole number from 8 to 4096
          EXCLUDE_NUMBERS=yes          | EXCLUDE_NUMBERS is neither true nor false
          EXCLUDE_CHARACTERS=0123456789| EXCLUDE_CHARACTERS leaves no number, but each type that is included must occur
          EXCLUDE_CHARACTERS=ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 | EXCLUDE_CHARACTERS leaves no uppercase letter and no number, but each type that is included must occur
          EXCLUDE_LOWERCASE=true EXCLUDE_UPPERCASE=true EXCLUDE_NUMBERS=true EXCLUDE_PUNCTUATION=true | EXCLUDE_PUNCTUATION leaves no character to make a password of
          EXCLUDE_LOWERCASE=true EXCLUDE_UPPERCASE=true EXCLUDE_PUNCTUATION=true EXCLUDE_CHARACTERS=0123456789 REQUIRE_EACH_INCLUDED_TYPE=false | EXCLUDE_CHARACTERS leaves no character to make a password of
          PASSWORD_LENGTH=x EXCLUDE_LOWERCASE=x EXCLUDE_UPPERCASE=x EXCLUDE_NUMBERS=x EXCLUDE_PUNCTUATION=x INCLUDE_SPACE=x REQUIRE_EACH_INCLUDED_TYPE=x EXCLUDE_CHARACTERS=0123456789 | PASSWORD_LENGTH is not a whole number from 8 to 4096; EXCLUDE_LOWERCASE is neither true nor false; EXCLUDE_UPPERCASE is neither true nor false; EXCLUDE_NUMBERS is neither true nor false; EXCLUDE_PUNCTUATION is neither true nor false; INCLUDE_SPACE is neither true nor false; REQUIRE_EACH_INCLUDED_TYPE is neither true nor false; EXCLUDE_CHARACTERS leaves no number, but each type that is included must occur
          """)
  void tellsWhatCannotBeMetAndHasAPolicyNevertheless(String variables, String problems) {
    Settings settings = Settings.of(variables(variables));

    PasswordPolicy policy = PasswordPolicy.from(settings, PasswordLimits.NONE);

    assertThat(String.join("; ", settings.problems())).isEqualTo(problems);
    assertThat(policy.alphabet()).isNotEmpty();
  }

  @Test
  void keepsWithinWhatTheServiceTakes() {
    PasswordPolicy policy =
        PasswordPolicy.from(Settings.of(Map.of()), new PasswordLimits("%&x", 20));

    assertThat(policy.length()).isEqualTo(20);
    assertThat(policy.alphabet()).doesNotContain("%", "&", "x", "/");
    assertThat(policy.required()).hasSize(4);
  }

  @Test
  void refusesALengthThatTheServiceDoesNotTake() {
    Settings settings = Settings.of(Map.of("PASSWORD_LENGTH", "21"));

    PasswordPolicy.from(settings, new PasswordLimits("", 20));

    assertThat(settings.problems())
        .containsExactly("PASSWORD_LENGTH is not a whole number from 8 to 20");
  }

  /** Some services take letters and digits only, or a PIN. */
  @Test
  void requiresNothingOfATypeThatTheServiceDoesNotTake() {
    Settings settings = Settings.of(Map.of());
    String punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";

    PasswordPolicy letters = PasswordPolicy.from(settings, new PasswordLimits(punctuation, 32));
    PasswordPolicy pin =
        PasswordPolicy.from(settings, new PasswordLimits(LOWER + UPPER + punctuation, 6));

    assertThat(settings.problems()).isEmpty();
    assertThat(letters.required()).containsExactly(LOWER, UPPER, DIGITS);
    assertThat(pin.alphabet()).isEqualTo(DIGITS);
    assertThat(pin.length()).isEqualTo(6);
  }

  @ParameterizedTest(name = "{0} of {1}: {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          0    | NUMBER                     |            | a password has 1 to 4096 characters, not 0
          -1   | NUMBER                     |            | a password has 1 to 4096 characters, not -1
          4097 | NUMBER                     |            | a password has 1 to 4096 characters, not 4097
          8    |                            |            | leaves no character to make a password of
          8    | NUMBER                     | 0123456789 | leaves no character to make a password of
          8    | LOWERCASE,NUMBER           | 0123456789 | leaves no number, but each type that is included must occur
          1    | LOWERCASE,NUMBER           |            | leaves 2 types of character, each of which must occur, for a password of 1
          """)
  void refusesAPolicyThatNoPasswordMeets(int length, String types, String excluded, String what) {
    assertThatThrownBy(
            () ->
                PasswordPolicy.of(
                    length, types(types), false, excluded == null ? "" : excluded, true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(what);
  }

  @Test
  void doesNotChangeWithTheSetThatItWasMadeFrom() {
    Set<CharacterType> types = EnumSet.of(CharacterType.NUMBER);
    PasswordPolicy policy = PasswordPolicy.of(8, types, false, "", true);

    types.add(CharacterType.LOWERCASE);

    assertThat(policy.alphabet()).isEqualTo(DIGITS);
  }

  private static Set<CharacterType> types(String names) {
    return names == null
        ? Set.of()
        : Arrays.stream(names.split(",", -1))
            .map(CharacterType::valueOf)
            .collect(Collectors.toSet());
  }

  private static PasswordPolicy policy(String variables) {
    Settings settings = Settings.of(variables(variables));
    PasswordPolicy policy = PasswordPolicy.from(settings, PasswordLimits.NONE);
    assertThat(settings.problems()).isEmpty();
    return policy;
  }

  private static Map<String, String> variables(String pairs) {
    Map<String, String> variables = new HashMap<>();
    for (String pair : pairs.split(" ", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        variables.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    return variables;
  }
}
