package dev.keyturn.local.template;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * CloudFormation's functions inside a template.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html">Intrinsic
 *     functions</a>
 */
final class Intrinsics {

  private static final String IF = "Fn::If";
  private static final String REF = "Ref";
  private static final int ALTERNATIVES = 3;

  private final Stack stack;
  private final ListFunctions lists = new ListFunctions(this);
  private final Substitution substitution = new Substitution(this);

  Intrinsics(Stack stack) {
    this.stack = stack;
  }

  /** Text, list or mapping; null for {@code AWS::NoValue}. */
  @Nullable Object resolve(@Nullable Object value) {
    if (value instanceof List<?> list) {
      return list.stream().map(this::resolve).filter(Objects::nonNull).toList();
    }
    if (value instanceof Map<?, ?> map) {
      String function = function(map);
      return function.isEmpty() ? members(map) : call(function, map.get(function));
    }
    if (value instanceof String text && text.contains("{{resolve:")) {
      throw new UnresolvedException("a dynamic reference is resolved by CloudFormation alone");
    }
    return value;
  }

  /** The text that a value stands for. */
  String text(@Nullable Object value) {
    Object resolved = resolve(value);
    if (resolved == null || resolved instanceof List<?> || resolved instanceof Map<?, ?>) {
      throw new UnresolvedException("a list, a mapping or nothing stands where a text is needed");
    }
    return resolved.toString();
  }

  /** What {@code Fn::If} chooses, not resolved yet. */
  @Nullable Object chosen(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> map)) {
      return value;
    }
    String function = function(map);
    if (function.equals(IF)) {
      List<?> arguments = Arguments.exactly(ALTERNATIVES, IF, map.get(IF));
      return chosen(arguments.get(stack.condition(text(arguments.get(0))) ? 1 : 2));
    }
    return function.equals(REF) && PseudoParameters.NO_VALUE.equals(map.get(REF)) ? null : value;
  }

  private @Nullable Object call(String function, @Nullable Object argument) {
    return switch (function) {
      case REF -> PseudoParameters.NO_VALUE.equals(argument) ? null : stack.ref(text(argument));
      case "Fn::GetAtt" -> attribute(argument);
      case "Fn::Sub" -> substitution.of(argument);
      case "Fn::Join" -> lists.join(argument);
      case "Fn::Split" -> lists.split(argument);
      case "Fn::Select" -> lists.select(argument);
      case "Fn::FindInMap" -> inMap(Arguments.exactly(ALTERNATIVES, function, argument));
      case IF -> resolve(chosen(Map.of(IF, Objects.requireNonNullElse(argument, ""))));
      default ->
          throw new UnresolvedException(
              "%s is computed by CloudFormation alone".formatted(function));
    };
  }

  private String attribute(@Nullable Object argument) {
    String path =
        argument instanceof List<?> list
            ? list.stream().map(this::text).collect(Collectors.joining("."))
            : text(argument);
    return stack.attribute(path);
  }

  private Object inMap(List<?> names) {
    return stack.inMap(text(names.get(0)), text(names.get(1)), text(names.get(2)));
  }

  private Map<String, Object> members(Map<?, ?> map) {
    Map<String, Object> members = new LinkedHashMap<>();
    map.forEach(
        (name, value) -> {
          Object resolved = resolve(value);
          if (resolved != null) {
            members.put(String.valueOf(name), resolved);
          }
        });
    return members;
  }

  /** The name of the function that a mapping calls, or none. */
  static String function(Map<?, ?> map) {
    if (map.size() != 1) {
      return "";
    }
    String name = String.valueOf(map.keySet().iterator().next());
    return name.equals(REF) || name.startsWith("Fn::") ? name : "";
  }
}
