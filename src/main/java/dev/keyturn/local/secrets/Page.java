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

  private record Placed<T>(Place place, T entry) {}

  static <T> Page<T> of(List<T> all, Order<T> order, Parameters request, long defaultSize) {
    List<Placed<T>> rest =
        all.stream()
            .map(entry -> new Placed<>(order.place().apply(entry), entry))
            .filter(after(order, request.text("NextToken").orElse(null)))
            .sorted(Comparator.comparing(Placed::place, order.comparator()))
            .toList();
    int size = (int) Math.min(rest.size(), request.number("MaxResults").orElse(defaultSize));
    List<T> entries = rest.subList(0, size).stream().map(Placed::entry).toList();
    return new Page<>(
        entries, size == rest.size() ? null : token(order, rest.get(size - 1).place()));
  }

  private static <T> Predicate<Placed<T>> after(Order<T> order, @Nullable String token) {
    if (token == null) {
      return entry -> true;
    }
    Place last = last(order, token);
    return entry -> order.comparator().compare(entry.place(), last) > 0;
  }

  private static <T> String token(Order<T> order, Place last) {
    String text = String.join(SEPARATOR, order.name(), last.value(), last.identity());
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
