package dev.keyturn.local.secrets;

import dev.keyturn.local.model.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A part of a list and the token for the next.
 *
 * <p>A token says where the last entry that was answered has its place, so that it outlives a
 * restart, and entries that come and go meanwhile. It is good for the same list in the same order
 * only.
 */
record Page<T>(List<T> entries, @Nullable String next) {

  /**
   * An order of a list.
   *
   * @param name what tells this list and this order from others
   * @param descending whether the last comes first
   * @param place where an entry has its place
   */
  record Order<T>(String name, boolean descending, Function<T, Place> place) {

    Comparator<Place> comparator() {
      Comparator<Place> ascending =
          Comparator.comparing(Place::value).thenComparing(Place::identity);
      return descending ? ascending.reversed() : ascending;
    }
  }

  /**
   * What an entry is ordered by.
   *
   * @param value compared as text
   * @param identity tells entries of the same value apart
   */
  record Place(String value, String identity) {}

  private static final String SEPARATOR = "\n";
  private static final int PARTS = 3;

  static <T> Page<T> of(List<T> all, Order<T> order, Parameters request, long defaultSize) {
    List<T> rest =
        all.stream()
            .filter(after(order, request.text("NextToken").orElse(null)))
            .sorted(Comparator.comparing(order.place(), order.comparator()))
            .toList();
    long size = request.number("MaxResults").orElse(defaultSize);
    if (rest.size() <= size) {
      return new Page<>(rest, null);
    }
    List<T> entries = rest.subList(0, (int) size);
    return new Page<>(entries, token(order, entries.get(entries.size() - 1)));
  }

  private static <T> Predicate<T> after(Order<T> order, @Nullable String token) {
    if (token == null) {
      return entry -> true;
    }
    Place last = last(order, token);
    return entry -> order.comparator().compare(order.place().apply(entry), last) > 0;
  }

  private static <T> String token(Order<T> order, T entry) {
    Place place = order.place().apply(entry);
    String text = String.join(SEPARATOR, order.name(), place.value(), place.identity());
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static <T> Place last(Order<T> order, String token) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      String[] parts = text.split(SEPARATOR, PARTS);
      if (parts.length == PARTS && parts[0].equals(order.name())) {
        return new Place(parts[1], parts[2]);
      }
    } catch (IllegalArgumentException e) {
      // told below, like a token of another list
    }
    throw ApiException.client("InvalidNextTokenException", "The NextToken value is invalid.");
  }
}
