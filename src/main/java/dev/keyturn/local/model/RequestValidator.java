package dev.keyturn.local.model;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Checks a request against the shapes of the model: types first, then every limit, all violations
 * in one answer as AWS's services put it. What the model does not know is ignored.
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
    Constraints constraints = new Constraints(shape);
    switch (shape.type()) {
      case "structure" -> structure(shape, JsonValue.structure(value), place);
      case "list" -> list(shape, JsonValue.list(value), place);
      case "string" -> broken(shape, value, place, constraints.brokenBy(JsonValue.text(value)));
      case "blob" ->
          broken(shape, value, place, constraints.brokenBy(bytes(JsonValue.text(value)), "length"));
      case "boolean" -> JsonValue.flag(value);
      case "integer", "long" ->
          broken(
              shape,
              value,
              place,
              constraints.brokenBy(JsonValue.number(value, shape.type()), "value"));
      default -> {
        // timestamps and maps occur in answers only
      }
    }
  }

  /** A null in a list counts as not there. */
  private void list(Shape shape, List<?> all, String place) {
    List<?> list = all.stream().filter(Objects::nonNull).toList();
    broken(shape, list, place, new Constraints(shape).brokenBy(list.size(), "length"));
    if (shape.element() == null) {
      return;
    }
    Shape element = model.shape(shape.element());
    if (element.type().equals("string")) {
      texts(element, list, place);
      return;
    }
    for (int i = 0; i < list.size(); i++) {
      value(element, list.get(i), "%s.%d.member".formatted(place, i + 1));
    }
  }

  private void texts(Shape element, List<?> list, String place) {
    Constraints constraints = new Constraints(element);
    long bad =
        list.stream().filter(item -> !constraints.brokenBy(JsonValue.text(item)).isEmpty()).count();
    if (bad > 0) {
      broken(element, list, place, List.of(constraints.ofElement()));
    }
  }

  private static int bytes(String base64) {
    try {
      return Base64.getDecoder().decode(base64).length;
    } catch (IllegalArgumentException e) {
      throw ApiException.client("SerializationException", "A blob is not valid base64");
    }
  }

  /** A sensitive value is not repeated. */
  private void broken(Shape shape, Object value, String place, List<String> musts) {
    for (String must : musts) {
      violations.add(
          "Value%s at '%s' failed to satisfy constraint: %s"
              .formatted(shape.sensitive() ? "" : " '" + value + "'", place, must));
    }
  }

  private static String decapitalized(String name) {
    return Character.toLowerCase(name.charAt(0)) + name.substring(1);
  }
}
