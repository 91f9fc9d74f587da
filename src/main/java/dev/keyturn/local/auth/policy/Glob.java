package dev.keyturn.local.auth.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A pattern of characters, {@code *} and {@code ?}. What a variable brought in stands for itself,
 * so that nobody widens a policy by a name with a star in it.
 */
final class Glob {

  private static final int ANY = -1;
  private static final int ONE = -2;

  private final int[] symbols;

  private Glob(int[] symbols) {
    this.symbols = symbols;
  }

  /** A pattern with wildcards; empty if a variable has no value. */
  static Optional<Glob> pattern(String text, Variables variables) {
    return of(text, true, variables);
  }

  /** A pattern whose stars are stars; empty if a variable has no value. */
  static Optional<Glob> literal(String text, Variables variables) {
    return of(text, false, variables);
  }

  private static Optional<Glob> of(String text, boolean wildcards, Variables variables) {
    IntStream.Builder symbols = IntStream.builder();
    int at = 0;
    while (at < text.length()) {
      int end = variables.known() && text.startsWith("${", at) ? text.indexOf('}', at) : -1;
      if (end < 0) {
        symbols.add(symbol(text.charAt(at), wildcards));
        at++;
        continue;
      }
      Optional<String> value = variables.value(text.substring(at + 2, end));
      if (value.isEmpty()) {
        return Optional.empty();
      }
      value.get().chars().forEach(symbols::add);
      at = end + 1;
    }
    return Optional.of(new Glob(symbols.build().toArray()));
  }

  private static int symbol(char character, boolean wildcards) {
    if (wildcards && character == '*') {
      return ANY;
    }
    return wildcards && character == '?' ? ONE : character;
  }

  Glob lowerCase() {
    return new Glob(Arrays.stream(symbols).map(Character::toLowerCase).toArray());
  }

  boolean onlyAny() {
    return symbols.length == 1 && symbols[0] == ANY;
  }

  boolean endsWithAny() {
    return symbols.length > 0 && symbols[symbols.length - 1] == ANY;
  }

  /** The parts between colons, the last of them with all colons that are left. */
  List<Glob> parts(int most) {
    List<Glob> parts = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < symbols.length && parts.size() < most - 1; i++) {
      if (symbols[i] == ':') {
        parts.add(new Glob(Arrays.copyOfRange(symbols, start, i)));
        start = i + 1;
      }
    }
    parts.add(new Glob(Arrays.copyOfRange(symbols, start, symbols.length)));
    return parts;
  }

  /**
   * Takes time in proportion to the lengths' product at most: after a failure only the last star
   * moves.
   */
  boolean matches(String text) {
    int symbol = 0;
    int star = -1;
    int retry = 0;
    int at = 0;
    while (at < text.length()) {
      if (symbol < symbols.length && symbols[symbol] == ANY) {
        star = symbol++;
        retry = at;
      } else if (symbol < symbols.length
          && (symbols[symbol] == ONE || symbols[symbol] == text.charAt(at))) {
        symbol++;
        at++;
      } else if (star >= 0) {
        symbol = star + 1;
        at = ++retry;
      } else {
        return false;
      }
    }
    while (symbol < symbols.length && symbols[symbol] == ANY) {
      symbol++;
    }
    return symbol == symbols.length;
  }
}
