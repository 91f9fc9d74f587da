package dev.keyturn.local.secrets;

import dev.keyturn.local.model.ApiException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
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
    String key =
        filter.text("Key").orElseThrow(() -> ApiException.invalidParameter("Invalid filter key"));
    if (!filter.has("Values")) {
      throw ApiException.invalidParameter("Invalid filter values for key: " + key);
    }
    return new SecretFilter(key, filter.texts("Values"));
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
    List<String> description =
        secret.description() == null ? List.of() : List.of(secret.description());
    return switch (key) {
      case "name" -> secret.key().name().startsWith(value);
      case "description" -> Words.begin(description, value);
      case "tag-key" -> starts(tags.keySet(), value);
      case "tag-value" -> starts(tags.values(), value);
      case "primary-region" -> starts(secret.primaryRegion().stream().toList(), value);
      // Only other services of AWS make secrets that they own.
      case "owning-service" -> false;
      default -> {
        List<String> texts = new ArrayList<>(description);
        texts.add(secret.key().name());
        texts.addAll(tags.keySet());
        texts.addAll(tags.values());
        yield Words.begin(texts, value);
      }
    };
  }

  private static boolean starts(Collection<String> texts, String value) {
    return texts.stream().anyMatch(text -> text.startsWith(value));
  }
}
