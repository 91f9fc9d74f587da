package dev.keyturn.local.secrets;

import dev.keyturn.local.model.ApiException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Tags as requests and answers have them. */
final class Tags {

  private static final int MOST = 50;

  private Tags() {}

  static Map<String, String> merged(@Nullable Map<String, String> tags, List<Parameters> added) {
    Map<String, String> merged = tags == null ? new LinkedHashMap<>() : new LinkedHashMap<>(tags);
    for (Parameters tag : added) {
      String key =
          tag.text("Key")
              .orElseThrow(
                  () -> ApiException.invalidParameter("You must provide a Key for every tag."));
      if (key.startsWith("aws:")) {
        throw ApiException.invalidParameter("Tag keys can't begin with aws:.");
      }
      merged.put(key, tag.text("Value").orElse(""));
    }
    if (merged.size() > MOST) {
      throw ApiException.client(
          "LimitExceededException", "A secret can have at most %d tags.".formatted(MOST));
    }
    return merged;
  }

  static @Nullable List<Map<String, String>> list(@Nullable Map<String, String> tags) {
    return tags == null
        ? null
        : tags.entrySet().stream()
            .map(
                tag -> {
                  Map<String, String> member = new LinkedHashMap<>();
                  member.put("Key", tag.getKey());
                  member.put("Value", tag.getValue());
                  return member;
                })
            .toList();
  }
}
