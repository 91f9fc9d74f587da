package dev.keyturn.credential;

import dev.keyturn.settings.Settings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * How passwords are made: the options of GetRandomPassword, without its call.
 *
 * <p>Immutable; a policy that exists can always be met.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html">GetRandomPassword</a>
 */
public final class PasswordPolicy {

  /** The most characters that a password may have. */
  public static final int LONGEST = 4096;

  /**
   * What is left out by default: what breaks connection strings, as AWS's own functions have it.
   */
  public static final String DEFAULT_EXCLUDED = "/@\"'\\";

  private static final String EXCLUDED = "EXCLUDE_CHARACTERS";
  private static final int SHORTEST_SENSIBLE = 8;
  private static final int DEFAULT_LENGTH = 32;

  private final int length;
  private final Set<CharacterType> types;
  private final boolean space;
  private final String excluded;
  private final boolean eachType;

  private PasswordPolicy(
      int length, Set<CharacterType> types, boolean space, String excluded, boolean eachType) {
    this.length = length;
    this.types = Collections.unmodifiableSet(new TreeSet<>(types));
    this.space = space;
    this.excluded = excluded;
    this.eachType = eachType;
    check();
  }

  /**
   * Reads a policy from the variables that AWS's own rotation functions have: {@code
   * PASSWORD_LENGTH}, {@code EXCLUDE_CHARACTERS}, {@code EXCLUDE_NUMBERS}, {@code
   * EXCLUDE_PUNCTUATION}, {@code EXCLUDE_UPPERCASE}, {@code EXCLUDE_LOWERCASE}, {@code
   * REQUIRE_EACH_INCLUDED_TYPE}, and {@code INCLUDE_SPACE}. A type of which the service takes no
   * character is left out.
   *
   * @param settings where to read, and where problems are told
   * @param limits what the protected service cannot take
   * @return the policy, or the default one if the settings cannot be met
   */
  public static PasswordPolicy from(Settings settings, PasswordLimits limits) {
    int length =
        settings.number(
            "PASSWORD_LENGTH",
            Math.min(DEFAULT_LENGTH, limits.longest()),
            Math.min(SHORTEST_SENSIBLE, limits.longest()),
            limits.longest());
    Set<CharacterType> types = EnumSet.noneOf(CharacterType.class);
    for (CharacterType type : CharacterType.values()) {
      boolean excluded = settings.flag(variable(type), false);
      if (!excluded && !type.without(limits.unusable()).isEmpty()) {
        types.add(type);
      }
    }
    String excluded = settings.text(EXCLUDED).orElse(DEFAULT_EXCLUDED);
    try {
      return new PasswordPolicy(
          length,
          types,
          settings.flag("INCLUDE_SPACE", false),
          excluded + limits.unusable(),
          settings.flag("REQUIRE_EACH_INCLUDED_TYPE", true));
    } catch (IllegalArgumentException e) {
      settings.problem(
          settings.text(EXCLUDED).isPresent() ? EXCLUDED : variable(CharacterType.PUNCTUATION),
          String.valueOf(e.getMessage()));
      return new PasswordPolicy(
          DEFAULT_LENGTH, EnumSet.allOf(CharacterType.class), false, DEFAULT_EXCLUDED, false);
    }
  }

  /**
   * Makes a policy.
   *
   * @param length how many characters, 1 to {@value #LONGEST}
   * @param types which types of character may occur
   * @param space whether a space may occur
   * @param excluded characters that may not occur
   * @param eachType whether every type must occur
   * @return the policy
   * @throws IllegalArgumentException if no password can meet it
   */
  public static PasswordPolicy of(
      int length, Set<CharacterType> types, boolean space, String excluded, boolean eachType) {
    return new PasswordPolicy(length, types, space, excluded, eachType);
  }

  int length() {
    return length;
  }

  /** One text for each type that must occur at least once. */
  List<String> required() {
    return eachType ? included() : List.of();
  }

  String alphabet() {
    return String.join("", included());
  }

  private List<String> included() {
    List<String> all = new ArrayList<>();
    types.forEach(type -> all.add(type.without(excluded)));
    if (space && excluded.indexOf(' ') < 0) {
      all.add(" ");
    }
    return all;
  }

  private void check() {
    if (length < 1 || length > LONGEST) {
      throw new IllegalArgumentException(
          "a password has 1 to %d characters, not %d".formatted(LONGEST, length));
    }
    if (alphabet().isEmpty()) {
      throw new IllegalArgumentException("leaves no character to make a password of");
    }
    if (eachType) {
      checkEachType();
    }
  }

  private void checkEachType() {
    String missing =
        types.stream()
            .filter(type -> type.without(excluded).isEmpty())
            .map(type -> "no " + type.words())
            .collect(Collectors.joining(" and "));
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "leaves %s, but each type that is included must occur".formatted(missing));
    }
    if (required().size() > length) {
      throw new IllegalArgumentException(
          "leaves %d types of character, each of which must occur, for a password of %d"
              .formatted(required().size(), length));
    }
  }

  private static String variable(CharacterType type) {
    return switch (type) {
      case LOWERCASE -> "EXCLUDE_LOWERCASE";
      case UPPERCASE -> "EXCLUDE_UPPERCASE";
      case NUMBER -> "EXCLUDE_NUMBERS";
      case PUNCTUATION -> "EXCLUDE_PUNCTUATION";
    };
  }
}
