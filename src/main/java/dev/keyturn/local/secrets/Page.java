package dev.keyturn.local.secrets;

import dev.keyturn.local.model.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list and the token for the next.
 *
 * <p>A token names the last entry that was answered, so that it outlives a restart and entries that
 * come and go meanwhile.
 */
record Page<T>(List<T> entries, @Nullable String next) {

  static <T> Page<T> of(List<T> all, Function<T, String> id, Parameters request, long defaultSize) {
    int from = request.text("NextToken").map(token -> after(all, id, token)).orElse(0);
    long size = request.number("MaxResults").orElse(defaultSize);
    int to = (int) Math.min(all.size(), from + size);
    List<T> entries = all.subList(from, to);
    String next =
        to == all.size() || entries.isEmpty()
            ? null
            : Base64.getUrlEncoder()
                .encodeToString(
                    id.apply(entries.get(entries.size() - 1)).getBytes(StandardCharsets.UTF_8));
    return new Page<>(entries, next);
  }

  private static <T> int after(List<T> all, Function<T, String> id, String token) {
    try {
      String last = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      for (int i = 0; i < all.size(); i++) {
        if (id.apply(all.get(i)).equals(last)) {
          return i + 1;
        }
      }
    } catch (IllegalArgumentException e) {
      // told below, like a token whose entry is gone
    }
    throw ApiException.client("InvalidNextTokenException", "The NextToken value is invalid.");
  }
}
