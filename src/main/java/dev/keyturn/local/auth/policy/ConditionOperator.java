package dev.keyturn.local.auth.policy;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How a condition compares a value of the request with one of the policy.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html">Condition
 *     operators</a>
 * @param name without set operator and IfExists
 * @param negated whether it holds for values that are not alike
 * @param comparison whether two values are alike
 */
record ConditionOperator(String name, boolean negated, Comparison comparison) {

  /** Asks whether a key is there, and compares nothing. */
  static final String NULL = "Null";

  private static final Map<String, ConditionOperator> ALL =
      Stream.of(
              is("StringEquals", Comparison::equal),
              not("StringNotEquals", Comparison::equal),
              is("StringEqualsIgnoreCase", Comparison::equalIgnoringCase),
              not("StringNotEqualsIgnoreCase", Comparison::equalIgnoringCase),
              is("StringLike", Comparison::like),
              not("StringNotLike", Comparison::like),
              is("ArnEquals", Comparison::arn),
              is("ArnLike", Comparison::arn),
              not("ArnNotEquals", Comparison::arn),
              not("ArnNotLike", Comparison::arn),
              is("Bool", (value, policy, variables) -> value.equalsIgnoreCase(policy)),
              is("BinaryEquals", (value, policy, variables) -> value.equals(policy)),
              is("NumericEquals", Comparison.number(order -> order == 0)),
              not("NumericNotEquals", Comparison.number(order -> order == 0)),
              is("NumericLessThan", Comparison.number(order -> order < 0)),
              is("NumericLessThanEquals", Comparison.number(order -> order <= 0)),
              is("NumericGreaterThan", Comparison.number(order -> order > 0)),
              is("NumericGreaterThanEquals", Comparison.number(order -> order >= 0)),
              is("DateEquals", Comparison.date(order -> order == 0)),
              not("DateNotEquals", Comparison.date(order -> order == 0)),
              is("DateLessThan", Comparison.date(order -> order < 0)),
              is("DateLessThanEquals", Comparison.date(order -> order <= 0)),
              is("DateGreaterThan", Comparison.date(order -> order > 0)),
              is("DateGreaterThanEquals", Comparison.date(order -> order >= 0)),
              is("IpAddress", Comparison::address),
              not("NotIpAddress", Comparison::address),
              is(NULL, Comparison::equal))
          .collect(Collectors.toUnmodifiableMap(ConditionOperator::name, Function.identity()));

  private static ConditionOperator is(String name, Comparison comparison) {
    return new ConditionOperator(name, false, comparison);
  }

  private static ConditionOperator not(String name, Comparison comparison) {
    return new ConditionOperator(name, true, comparison);
  }

  static Optional<ConditionOperator> named(String name) {
    return Optional.ofNullable(ALL.get(name));
  }

  boolean asksForKey() {
    return name.equals(NULL);
  }
}
