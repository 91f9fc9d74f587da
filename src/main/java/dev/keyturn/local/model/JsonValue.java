package dev.keyturn.local.model;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;

/**
 * Reads JSON values as the model's types, and refuses others in the words of AWS's JSON 1.1
 * services.
 */
final class JsonValue {

  private JsonValue() {}

  static Map<?, ?> structure(Object value) {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw value instanceof List ? unexpectedList() : refused("Expected null");
  }

  static List<?> list(Object value) {
    if (value instanceof List<?> list) {
      return list;
    }
    throw value instanceof Map ? unexpectedStructure() : refused("Expected list or null");
  }

  static String text(Object value) {
    if (value instanceof String text) {
      return text;
    }
    throw notScalar(value, "a String");
  }

  static void flag(Object value) {
    if (!(value instanceof Boolean)) {
      throw notScalar(value, "an Boolean");
    }
  }

  /** A whole number; a fraction is cut off, and what is too large for the type is its limit. */
  static long number(Object value, String type) {
    if (value instanceof BigInteger large) {
      return large.signum() < 0 ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
    if (value instanceof Double fraction) {
      // The language cuts off and limits in the same way, infinity (1e999) included.
      return (long) (double) fraction;
    }
    if (value instanceof Number number) {
      return number.longValue();
    }
    throw notScalar(value, type.equals("long") ? "a Long" : "an Integer");
  }

  private static ApiException notScalar(Object value, String wanted) {
    if (value instanceof List) {
      return unexpectedList();
    }
    if (value instanceof Map) {
      return unexpectedStructure();
    }
    return refused(kind(value) + " can not be converted to " + wanted);
  }

  private static String kind(Object value) {
    if (value instanceof Boolean flag) {
      return flag ? "TRUE_VALUE" : "FALSE_VALUE";
    }
    return value instanceof Number ? "NUMBER_VALUE" : "STRING_VALUE";
  }

  private static ApiException unexpectedList() {
    return refused("Start of list found where not expected");
  }

  private static ApiException unexpectedStructure() {
    return refused("Start of structure or map found where not expected.");
  }

  private static ApiException refused(String text) {
    return ApiException.client("SerializationException", text);
  }
}
