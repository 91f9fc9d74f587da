package dev.keyturn.local.model;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The limits of one shape, as sentences of which each says what a member must. */
final class Constraints {

  private final Shape shape;

  Constraints(Shape shape) {
    this.shape = shape;
  }

  /** What a text breaks: its pattern or values first, then its length. */
  List<String> brokenBy(String text) {
    List<String> broken = new ArrayList<>();
    Pattern pattern = shape.pattern();
    if (pattern != null && !pattern.matcher(text).matches()) {
      broken.add(matching(pattern));
    }
    if (!shape.allowed().isEmpty() && !shape.allowed().contains(text)) {
      broken.add(oneOf());
    }
    broken.addAll(brokenBy(text.codePointCount(0, text.length()), "length"));
    return broken;
  }

  /** What a length or a value breaks. */
  List<String> brokenBy(long size, String what) {
    Long least = shape.min();
    Long most = shape.max();
    if (most != null && size > most) {
      return List.of(atMost(what, most));
    }
    return least != null && size < least ? List.of(atLeast(what, least)) : List.of();
  }

  /** All that an element of a list must: AWS tells it whole, whichever part is broken. */
  String ofElement() {
    List<String> all = new ArrayList<>();
    addIfLimited(all, shape.max(), true);
    addIfLimited(all, shape.min(), false);
    if (shape.pattern() != null) {
      all.add(matching(shape.pattern()));
    }
    all.add("Member must not be null");
    return "Member must satisfy constraint: [" + String.join(", ", all) + "]";
  }

  private static void addIfLimited(List<String> all, @Nullable Long limit, boolean upper) {
    if (limit != null) {
      all.add(upper ? atMost("length", limit) : atLeast("length", limit));
    }
  }

  private static String atMost(String what, long limit) {
    return "Member must have %s less than or equal to %d".formatted(what, limit);
  }

  private static String atLeast(String what, long limit) {
    return "Member must have %s greater than or equal to %d".formatted(what, limit);
  }

  private static String matching(Pattern pattern) {
    return "Member must satisfy regular expression pattern: " + pattern;
  }

  private String oneOf() {
    return "Member must satisfy enum value set: [" + String.join(", ", shape.allowed()) + "]";
  }
}
