package dev.keyturn.local.model;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Checks a request against the shapes of the model: types first, then every limit, all violations
 * in one answer as AWS's services put it.
 */
final class RequestValidator {

  private final ApiModel model;
  private final List<String> violations = new ArrayList<>();

  RequestValidator(ApiModel model) {
    this.model = model;
  }

  void validate(Shape input, Map<String, Object> request) {
    structure(input, request, "");
    if (!violations.isEmpty()) {
      throw ApiException.validation(
          "%d validation error%s detected: %s"
              .formatted(
                  violations.size(),
                  violations.size() == 1 ? "" : "s",
                  String.join("; ", violations)));
    }
  }

  private void structure(Shape shape, Map<?, ?> value, String path) {
    shape
        .members()
        .forEach(
            (name, target) -> {
              Object member = value.get(name);
              String place =
                  path.isEmpty() ? decapitalized(name) : path + "." + decapitalized(name);
              if (member != null) {
                value(model.shape(target), member, place);
              } else if (shape.required().contains(name)) {
                violations.add(
                    "Value null at '%s' failed to satisfy constraint: Member must not be null"
                        .formatted(place));
              }
            });
  }

  private void value(Shape shape, Object value, String place) {
    switch (shape.type()) {
      case "structure" -> structure(shape, typed(value, Map.class, "structure"), place);
      case "list" -> list(shape, typed(value, List.class, "list"), place);
      case "string" -> string(shape, typed(value, String.class, "string"), place);
      case "blob" -> blob(shape, typed(value, String.class, "blob"), place);
      case "boolean" -> typed(value, Boolean.class, "boolean");
      case "integer", "long" -> number(shape, typed(value, Number.class, "number"), place);
      default -> {
        // timestamps and maps occur in answers only
      }
    }
  }

  private void list(Shape shape, List<?> list, String place) {
    size(shape, list.size(), place, list, "length");
    if (shape.element() == null) {
      return;
    }
    Shape element = model.shape(shape.element());
    for (int i = 0; i < list.size(); i++) {
      value(
          element,
          typed(list.get(i), Object.class, element.type()),
          "%s.%d.member".formatted(place, i + 1));
    }
  }

  private void string(Shape shape, String text, String place) {
    size(shape, text.codePointCount(0, text.length()), place, text, "length");
    if (shape.pattern() != null && !shape.pattern().matcher(text).matches()) {
      violate(shape, text, place, "satisfy regular expression pattern: " + shape.pattern());
    }
    if (!shape.allowed().isEmpty() && !shape.allowed().contains(text)) {
      violate(
          shape,
          text,
          place,
          "satisfy enum value set: [" + String.join(", ", shape.allowed()) + "]");
    }
  }

  private void blob(Shape shape, String text, String place) {
    try {
      size(shape, Base64.getDecoder().decode(text).length, place, text, "length");
    } catch (IllegalArgumentException e) {
      throw ApiException.client("SerializationException", "A blob is not valid base64");
    }
  }

  private void number(Shape shape, Number number, String place) {
    if (!(number instanceof Integer) && !(number instanceof Long)) {
      throw ApiException.client("SerializationException", "A number is not an integer");
    }
    size(shape, number.longValue(), place, number, "value");
  }

  private void size(Shape shape, long size, String place, Object value, String what) {
    if (shape.min() != null && size < shape.min()) {
      violate(shape, value, place, "have " + what + " greater than or equal to " + shape.min());
    }
    if (shape.max() != null && size > shape.max()) {
      violate(shape, value, place, "have " + what + " less than or equal to " + shape.max());
    }
  }

  private void violate(Shape shape, Object value, String place, String must) {
    violations.add(
        "Value%s at '%s' failed to satisfy constraint: Member must %s"
            .formatted(shape.sensitive() ? "" : " '" + value + "'", place, must));
  }

  private static <T> T typed(@Nullable Object value, Class<T> type, String name) {
    if (type.isInstance(value)) {
      return type.cast(value);
    }
    throw ApiException.client(
        "SerializationException", "A member of type " + name + " has a value of another type");
  }

  private static String decapitalized(String name) {
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
