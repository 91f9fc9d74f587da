package dev.keyturn.local.template;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether a condition of a template holds.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference-conditions.html">Condition
 *     functions</a>
 */
final class Conditions {

  private static final String NAMED = "Condition";

  private final Stack stack;
  private final Intrinsics intrinsics;

  Conditions(Stack stack, Intrinsics intrinsics) {
    this.stack = stack;
    this.intrinsics = intrinsics;
  }

  boolean hold(@Nullable Object condition) {
    Map<?, ?> map = TemplateYaml.mapping(condition);
    if (map.get(NAMED) instanceof String name) {
      return stack.condition(name);
    }
    String function = Intrinsics.function(map);
    Object argument = map.get(function);
    return switch (function) {
      case "Fn::Equals" -> {
        List<?> sides = Arguments.exactly(2, function, argument);
        yield Objects.equals(intrinsics.resolve(sides.get(0)), intrinsics.resolve(sides.get(1)));
      }
      case "Fn::Not" -> !hold(Arguments.exactly(1, function, argument).get(0));
      case "Fn::And" -> several(argument).stream().allMatch(this::hold);
      case "Fn::Or" -> several(argument).stream().anyMatch(this::hold);
      default ->
          throw new UnresolvedException(
              "a condition is none of Condition, Equals, Not, And and Or");
    };
  }

  private static List<?> several(@Nullable Object argument) {
    return argument instanceof List<?> list ? list : List.of(Map.of());
  }
}
