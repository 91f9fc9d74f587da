package dev.keyturn.local.auth.policy;

import java.util.List;

/**
 * One key of a {@code Condition} element.
 *
 * @param quantifier what is wanted of several values
 * @param operator compares
 * @param ifExists whether it holds for a request without the key
 * @param key the condition key
 * @param values of which one must fit, or none if the operator is negated
 */
record Condition(
    Quantifier quantifier,
    ConditionOperator operator,
    boolean ifExists,
    String key,
    List<String> values) {

  boolean holds(AccessRequest request, Variables variables) {
    List<String> actual = request.values(key);
    if (operator.asksForKey()) {
      return values.stream().anyMatch(wanted -> Boolean.parseBoolean(wanted) == actual.isEmpty());
    }
    if (actual.isEmpty()) {
      return ifExists || holdsWithoutKey();
    }
    return quantifier.holds(
        actual,
        operator.negated(),
        value ->
            values.stream()
                .anyMatch(policy -> operator.comparison().test(value, policy, variables)));
  }

  private boolean holdsWithoutKey() {
    return switch (quantifier) {
      case NONE -> operator.negated();
      case FOR_ANY_VALUE -> false;
      case FOR_ALL_VALUES -> true;
    };
  }
}
