package dev.keyturn.local.auth.policy;

import java.util.List;
import java.util.function.Predicate;

/**
 * What a condition wants of a key's several values.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-single-vs-multi-valued-context-keys.html">Multivalued
 *     context keys</a>
 */
enum Quantifier {
  /** No set operator: one that fits, and of a negated operator none that does. */
  NONE,
  FOR_ANY_VALUE,
  FOR_ALL_VALUES;

  boolean holds(List<String> values, boolean negated, Predicate<String> alike) {
    return switch (this) {
      case NONE -> values.stream().anyMatch(alike) != negated;
      case FOR_ANY_VALUE -> values.stream().anyMatch(value -> alike.test(value) != negated);
      case FOR_ALL_VALUES -> values.stream().allMatch(value -> alike.test(value) != negated);
    };
  }
}
