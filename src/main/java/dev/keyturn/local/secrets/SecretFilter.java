package dev.keyturn.local.secrets;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One filter of ListSecrets: a key, and values of which one must match. A value that starts with
 * {@code !} must not.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Filter.html">Filter</a>
 */
record SecretFilter(String key, List<String> values) {

  static SecretFilter of(Parameters filter) {
    return new SecretFilter(filter.text("Key").orElse("all"), filter.texts("Values"));
  }

  boolean matches(Secret secret) {
    return values.stream()
        .anyMatch(
            value ->
                value.startsWith("!")
                    ? !matches(secret, value.substring(1))
                    : matches(secret, value));
  }

  private boolean matches(Secret secret, String value) {
    Map<String, String> tags = secret.tags() == null ? Map.of() : secret.tags();
    String description = secret.description() == null ? "" : secret.description();
    return switch (key) {
      case "name" -> secret.key().name().startsWith(value);
      case "description" -> wordStarts(List.of(description), value);
      case "tag-key" -> tags.keySet().stream().anyMatch(tag -> tag.startsWith(value));
      case "tag-value" -> tags.values().stream().anyMatch(tag -> tag.startsWith(value));
      case "primary-region", "owning-service" -> false;
      default -> {
        List<String> texts = new java.util.ArrayList<>(List.of(secret.key().name(), description));
        texts.addAll(tags.keySet());
        texts.addAll(tags.values());
        yield wordStarts(texts, value);
      }
    };
  }

  /** Whether every word of the value begins a word of the texts, in any case. */
  private static boolean wordStarts(Collection<String> texts, String value) {
    List<String> words = texts.stream().flatMap(text -> words(text).stream()).toList();
    return words(value).stream()
        .allMatch(wanted -> words.stream().anyMatch(word -> word.startsWith(wanted)));
  }

  private static List<String> words(String text) {
    return Arrays.stream(text.toLowerCase(Locale.ROOT).split("[^\\p{Alnum}]+", -1))
        .filter(word -> !word.isEmpty())
        .toList();
  }
}
