package dev.keyturn.local.template;

import static dev.keyturn.local.template.TemplateYaml.mapping;
import static dev.keyturn.local.template.TemplateYaml.member;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What the names of a template stand for, were it deployed in a region with its own defaults. Not
 * thread-safe.
 */
final class Stack {

  private static final String ARN = ".Arn";

  private final Map<?, ?> template;
  private final PseudoParameters pseudo;
  private final Intrinsics intrinsics = new Intrinsics(this);
  private final Conditions conditions = new Conditions(this, intrinsics);
  private final Set<String> open = new HashSet<>();

  Stack(Map<?, ?> template, String region) {
    this.template = template;
    this.pseudo = new PseudoParameters(region);
  }

  Intrinsics intrinsics() {
    return intrinsics;
  }

  /** A parameter's value, or a function's name. */
  Object ref(String name) {
    Object value = pseudo.value(name);
    if (value != null) {
      return value;
    }
    if (mapping(template.get("Parameters")).containsKey(name)) {
      return parameter(name);
    }
    if (isFunction(name)) {
      return functionName(name);
    }
    throw new UnresolvedException(
        "%s is neither a parameter nor a function of this template".formatted(name));
  }

  private Object parameter(String name) {
    Object parameter = member(template, "Parameters", name);
    String type = String.valueOf(member(parameter, "Type"));
    if (type.startsWith("AWS::SSM::")) {
      throw new UnresolvedException("parameter %s is read from Parameter Store".formatted(name));
    }
    Object value = member(parameter, "Default");
    if (value == null) {
      throw new UnresolvedException("parameter %s has no Default".formatted(name));
    }
    String text = value.toString();
    return type.equals("CommaDelimitedList") || type.startsWith("List<")
        ? Arrays.stream(text.split(",", -1)).map(String::strip).toList()
        : text;
  }

  /** What can be known of a resource that nobody has made: the ARN of a function. */
  String attribute(String path) {
    if (path.endsWith(ARN)) {
      String resource = path.substring(0, path.length() - ARN.length());
      if (isFunction(resource)) {
        return pseudo.functionArn(functionName(resource));
      }
    }
    throw new UnresolvedException("%s is known only once the template is deployed".formatted(path));
  }

  /** {@code FunctionName}, or else the logical id. */
  String functionName(String id) {
    Object name = member(template, "Resources", id, "Properties", "FunctionName");
    return name == null ? id : guarded("function " + id, () -> intrinsics.text(name));
  }

  private boolean isFunction(String name) {
    return FunctionResource.isFunction(member(template, "Resources", name));
  }

  boolean condition(String name) {
    Object condition = member(template, "Conditions", name);
    if (condition == null) {
      throw new UnresolvedException("there is no condition %s".formatted(name));
    }
    return guarded("condition " + name, () -> conditions.hold(condition));
  }

  Object inMap(String map, String key, String name) {
    Object value = member(template, "Mappings", map, key, name);
    if (value == null) {
      throw new UnresolvedException("there is no %s.%s in mapping %s".formatted(key, name, map));
    }
    return value;
  }

  private <T> T guarded(String what, Supplier<T> resolution) {
    if (!open.add(what)) {
      throw new UnresolvedException(what + " refers to itself");
    }
    try {
      return resolution.get();
    } finally {
      open.remove(what);
    }
  }
}
