package dev.keyturn.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** GetRandomPassword and every option of it. */
class GetRandomPasswordTest {

  private static final String LOWERCASE = "[a-z]";
  private static final String UPPERCASE = "[A-Z]";
  private static final String NUMBER = "[0-9]";
  private static final String PUNCTUATION = "[!-/:-@\\[-`{-~]";

  private static EmbeddedSecretsManager service;
  private static Wire wire;

  @BeforeAll
  static void start() throws IOException {
    service = EmbeddedSecretsManager.builder().start();
    wire = new Wire(service.endpoint());
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void has32CharactersOfEachTypeAndIsNeverTheSame() throws IOException {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < 50; i++) {
      String password = password();
      assertThat(password)
          .hasSize(32)
          .matches("[!-~]+")
          .containsPattern(LOWERCASE)
          .containsPattern(UPPERCASE)
          .containsPattern(NUMBER)
          .containsPattern(PUNCTUATION);
      seen.add(password);
    }
    assertThat(seen).hasSize(50);
  }

  static Stream<Arguments> types() {
    return Stream.of(
        Arguments.of("ExcludeLowercase", LOWERCASE),
        Arguments.of("ExcludeUppercase", UPPERCASE),
        Arguments.of("ExcludeNumbers", NUMBER),
        Arguments.of("ExcludePunctuation", PUNCTUATION));
  }

  @ParameterizedTest
  @MethodSource("types")
  void leavesATypeOutAndKeepsTheOthers(String option, String type) throws IOException {
    String password = password(option, true, "PasswordLength", 500);

    assertThat(password).hasSize(500).doesNotContainPattern(type);
    for (String other : List.of(LOWERCASE, UPPERCASE, NUMBER, PUNCTUATION)) {
      if (!other.equals(type)) {
        assertThat(password).containsPattern(other);
      }
    }
  }

  @Test
  void leavesCharactersOut() throws IOException {
    assertThat(password("ExcludeCharacters", "/@\"'\\aA0", "PasswordLength", 2000))
        .doesNotContainPattern("[/@\"'\\\\aA0]")
        .containsPattern("[bB1]");
  }

  @Test
  void hasASpaceWhenItIsIncludedAndEachTypeIsRequired() throws IOException {
    List<String> passwords = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      passwords.add(password("IncludeSpace", true, "PasswordLength", 8));
    }
    assertThat(passwords).allMatch(password -> password.contains(" "));
  }

  @Test
  void mayMissATypeThatIsNotRequired() throws IOException {
    List<String> passwords = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      passwords.add(password("RequireEachIncludedType", false, "PasswordLength", 2));
    }
    assertThat(passwords).allMatch(password -> password.length() == 2);
  }

  @Test
  void takesTheShortestAndTheLongestLength() throws IOException {
    assertThat(password("PasswordLength", 4)).hasSize(4);
    assertThat(password("PasswordLength", 4096)).hasSize(4096);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PasswordLength | 3 | InvalidParameterException: No password of this length can be made of the"
            + " characters that are left: the request leaves 4 types of character, each of which must"
            + " occur, for a password of 3.",
        "ExcludeCharacters | 0123456789 | InvalidParameterException: No password of this length can be"
            + " made of the characters that are left: the request leaves no number, but each type that"
            + " is included must occur.",
        "PasswordLength | 4097 | ValidationException: 1 validation error detected: Value '4097' at"
            + " 'passwordLength' failed to satisfy constraint: Member must have value less than or"
            + " equal to 4096",
        "PasswordLength | 0 | ValidationException: 1 validation error detected: Value '0' at"
            + " 'passwordLength' failed to satisfy constraint: Member must have value greater than or"
            + " equal to 1",
      })
  void refusesWhatCannotBe(String option, String value, String answer) throws IOException {
    Object typed = option.equals("PasswordLength") ? Integer.valueOf(value) : value;

    assertThat(wire.refusal("GetRandomPassword", option, typed)).isEqualTo(answer);
  }

  private static String password(Object... options) throws IOException {
    Map<String, Object> answer = wire.call("GetRandomPassword", options);
    assertThat(answer).containsOnlyKeys("RandomPassword");
    return (String) answer.get("RandomPassword");
  }
}
