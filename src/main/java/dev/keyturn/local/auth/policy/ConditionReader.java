package dev.keyturn.local.auth.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@code Condition} elements. */
final class ConditionReader {

  private static final String ANY = "ForAnyValue:";
  private static final String ALL = "ForAllValues:";
  private static final String IF_EXISTS = "IfExists";

  private ConditionReader() {}

  static List<Condition> conditions(@Nullable Object element) throws PolicyFormatException {
    if (element == null) {
      return List.of();
    }
    List<Condition> conditions = new ArrayList<>();
    for (Map.Entry<?, ?> operator : object(element, "Condition").entrySet()) {
      String name = String.valueOf(operator.getKey());
      for (Map.Entry<?, ?> key : object(operator.getValue(), name).entrySet()) {
        conditions.add(condition(name, String.valueOf(key.getKey()), key.getValue()));
      }
    }
    return conditions;
  }

  private static Condition condition(String name, String key, @Nullable Object values)
      throws PolicyFormatException {
    Quantifier quantifier = quantifier(name);
    String rest = quantifier == Quantifier.NONE ? name : name.substring(name.indexOf(':') + 1);
    boolean ifExists = rest.endsWith(IF_EXISTS);
    Optional<ConditionOperator> operator =
        ConditionOperator.named(
            ifExists ? rest.substring(0, rest.length() - IF_EXISTS.length()) : rest);
    if (operator.isEmpty()) {
      throw new PolicyFormatException("there is no condition operator " + name);
    }
    return new Condition(quantifier, operator.get(), ifExists, key, values(values, key));
  }

  private static Quantifier quantifier(String name) {
    if (name.startsWith(ANY)) {
      return Quantifier.FOR_ANY_VALUE;
    }
    return name.startsWith(ALL) ? Quantifier.FOR_ALL_VALUES : Quantifier.NONE;
  }

  private static Map<?, ?> object(@Nullable Object element, String name)
      throws PolicyFormatException {
    if (element instanceof Map<?, ?> map) {
      return map;
    }
    throw new PolicyFormatException(name + " is not an object");
  }

  /** Numbers and booleans may stand without quotation marks. */
  private static List<String> values(@Nullable Object element, String key)
      throws PolicyFormatException {
    List<String> values = new ArrayList<>();
    for (Object item : element instanceof List<?> list ? list : listOf(element)) {
      if (!(item instanceof String || item instanceof Number || item instanceof Boolean)) {
        throw new PolicyFormatException(key + " is compared with something that is no text");
      }
      values.add(String.valueOf(item));
    }
    return values;
  }

  private static List<Object> listOf(@Nullable Object element) {
    return element == null ? List.of() : List.of(element);
  }
}
