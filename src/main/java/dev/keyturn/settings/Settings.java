package dev.keyturn.settings;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Environment variables of a function, with every problem found in them.
 *
 * <p>A wrong value yields its default and is remembered, so that whoever deploys sees all mistakes
 * at once instead of one a deployment. An empty variable counts as unset, because CloudFormation
 * cannot leave one out. Not thread-safe: read while a function is constructed.
 */
public final class Settings {

  private final Map<String, String> variables;
  private final List<String> problems = new ArrayList<>();

  private Settings(Map<String, String> variables) {
    this.variables = Map.copyOf(variables);
  }

  /**
   * Reads from variables.
   *
   * @param variables names and values
   * @return settings without problems so far
   */
  public static Settings of(Map<String, String> variables) {
    return new Settings(variables);
  }

  /**
   * Reads a text.
   *
   * @param name the variable
   * @return its value, or empty if it is unset or empty
   */
  public Optional<String> text(String name) {
    return Optional.ofNullable(variables.get(name)).filter(value -> !value.isEmpty());
  }

  /**
   * Reads a switch.
   *
   * @param name the variable, {@code true} or {@code false} in any case
   * @param otherwise what an unset variable means
   * @return whether it is on
   */
  public boolean flag(String name, boolean otherwise) {
    return parse(
        name,
        otherwise,
        value ->
            switch (value.toLowerCase(Locale.ROOT)) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new IllegalArgumentException("is neither true nor false");
            });
  }

  /**
   * Reads a whole number.
   *
   * @param name the variable
   * @param otherwise what an unset variable means
   * @param least the least that is allowed
   * @param most the most that is allowed
   * @return the number
   */
  public int number(String name, int otherwise, int least, int most) {
    return parse(name, otherwise, value -> bounded(value, least, most));
  }

  /**
   * Reads a list.
   *
   * @param name the variable, its elements separated by commas
   * @return the elements without surrounding space, empty if it is unset
   */
  public List<String> list(String name) {
    return text(name).stream()
        .flatMap(value -> Arrays.stream(value.split(",", -1)))
        .map(String::strip)
        .filter(element -> !element.isEmpty())
        .toList();
  }

  /**
   * Reads one of several words.
   *
   * @param name the variable
   * @param words the words that are allowed, and what each means
   * @param <T> what a word means
   * @return the meaning, or empty if the variable is unset or another word
   */
  public <T> Optional<T> word(String name, Map<String, T> words) {
    Optional<String> value = text(name);
    Optional<T> meaning = value.map(words::get);
    if (value.isPresent() && meaning.isEmpty()) {
      problem(
          name, "is none of " + words.keySet().stream().sorted().collect(Collectors.joining(", ")));
    }
    return meaning;
  }

  /**
   * Remembers a problem.
   *
   * @param name the variable
   * @param what what is wrong with it, without its value where that may be sensitive
   */
  public void problem(String name, String what) {
    problems.add(name + " " + what);
  }

  /**
   * Lists what was wrong in all that was read.
   *
   * @return one text a problem, in the order of reading
   */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  private <T> T parse(String name, T otherwise, Function<String, T> parser) {
    Optional<String> value = text(name);
    if (value.isEmpty()) {
      return otherwise;
    }
    try {
      return parser.apply(value.get());
    } catch (IllegalArgumentException e) {
      problem(name, String.valueOf(e.getMessage()));
      return otherwise;
    }
  }

  private static int bounded(String value, int least, int most) {
    String allowed = "is not a whole number from %d to %d".formatted(least, most);
    try {
      int number = Integer.parseInt(value.strip());
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(allowed, e);
    }
    throw new IllegalArgumentException(allowed);
  }
}
