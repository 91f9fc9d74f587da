package dev.keyturn.credential;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.settings.Settings;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** With a seeded generator, so that what is likely is certain. */
class PasswordGeneratorTest {

  private final PasswordGenerator generator = new PasswordGenerator(new Random(20261124));

  @ParameterizedTest
  @ValueSource(ints = {8, 32, 4096})
  void meetsThePolicy(int length) {
    PasswordPolicy policy = policy(Map.of("PASSWORD_LENGTH", String.valueOf(length)));

    for (int i = 0; i < 100; i++) {
      String password = generator.generate(policy).reveal();
      assertThat(password).hasSize(length).matches("[!-~]+").doesNotContainPattern("[/@\"'\\\\]");
      assertThat(password)
          .containsPattern("[a-z]")
          .containsPattern("[A-Z]")
          .containsPattern("[0-9]")
          .containsPattern("[^a-zA-Z0-9]");
    }
  }

  @Test
  void makesASpaceWhenAskedTo() {
    PasswordPolicy policy = policy(Map.of("INCLUDE_SPACE", "true"));

    for (int i = 0; i < 100; i++) {
      assertThat(generator.generate(policy).reveal()).contains(" ");
    }
  }

  @Test
  void makesAnotherOneEveryTime() {
    PasswordPolicy policy = policy(Map.of());
    Set<String> passwords = new HashSet<>();

    for (int i = 0; i < 1_000; i++) {
      assertThat(passwords.add(generator.generate(policy).reveal())).isTrue();
    }
  }

  @Test
  void usesAllCharactersAlike() {
    PasswordPolicy policy = policy(Map.of("PASSWORD_LENGTH", "64"));
    Map<Character, Long> counts =
        IntStream.range(0, 2_000)
            .mapToObj(i -> generator.generate(policy).reveal())
            .flatMap(password -> password.chars().mapToObj(c -> (char) c))
            .collect(Collectors.groupingBy(c -> c, TreeMap::new, Collectors.counting()));

    long expected = 2_000L * 64 / policy.alphabet().length();
    assertThat(counts).hasSize(policy.alphabet().length());
    assertThat(counts.values())
        .allSatisfy(count -> assertThat(count).isBetween(expected * 9 / 10, expected * 11 / 10));
  }

  /** Placing one of each type first would make some of these twice as likely as others. */
  @Test
  void makesEveryAllowedPasswordEquallyLikely() {
    PasswordPolicy policy =
        PasswordPolicy.of(
            3,
            EnumSet.of(CharacterType.LOWERCASE, CharacterType.NUMBER),
            false,
            "cdefghijklmnopqrstuvwxyz123456789",
            true);
    Map<String, Long> counts =
        IntStream.range(0, 12_000)
            .mapToObj(i -> generator.generate(policy).reveal())
            .collect(Collectors.groupingBy(p -> p, TreeMap::new, Collectors.counting()));

    // Of a, b and 0: two letters and the zero (4 x 3), or a letter and two zeros (2 x 3).
    assertThat(counts).hasSize(18);
    assertThat(counts.values()).allSatisfy(count -> assertThat(count).isBetween(567L, 767L));
  }

  private static PasswordPolicy policy(Map<String, String> variables) {
    return PasswordPolicy.from(Settings.of(variables), PasswordLimits.NONE);
  }
}
