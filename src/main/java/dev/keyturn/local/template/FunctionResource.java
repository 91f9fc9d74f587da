package dev.keyturn.local.template;

import static dev.keyturn.local.template.TemplateYaml.mapping;
import static dev.keyturn.local.template.TemplateYaml.member;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A function as the template has it, with what {@code Globals} say of all functions.
 *
 * @param file the template
 * @param template what is in it
 * @param id the logical id
 */
record FunctionResource(Path file, Map<?, ?> template, String id) {

  private static final String SERVERLESS = "AWS::Serverless::Function";
  private static final String LAMBDA = "AWS::Lambda::Function";

  static boolean isFunction(@Nullable Object resource) {
    Object type = member(resource, "Type");
    return SERVERLESS.equals(type) || LAMBDA.equals(type);
  }

  boolean serverless() {
    return SERVERLESS.equals(member(template, "Resources", id, "Type"));
  }

  /** Whether it is deployed at all. */
  boolean deployed() {
    Object condition = member(template, "Resources", id, "Condition");
    return condition == null
        || new Place(file, "Resources.%s.Condition".formatted(id))
            .resolve(() -> stack().condition(condition.toString()), "");
  }

  /** A property that is text, or empty if it is not there. */
  Optional<String> text(String name) {
    Intrinsics intrinsics = stack().intrinsics();
    return place(name)
        .resolve(
            () -> Optional.ofNullable(intrinsics.resolve(property(name))).map(intrinsics::text),
            "");
  }

  /** For what is the same in every region. */
  Stack stack() {
    return new Stack(template, "us-east-1");
  }

  /** What paths in the template are relative to. */
  Path directory() {
    return Objects.requireNonNullElse(file.getParent(), Path.of(""));
  }

  @Nullable Object property(String name) {
    Object own = own(name);
    return own == null ? global(name) : own;
  }

  private @Nullable Object own(String name) {
    return member(template, "Resources", id, "Properties", name);
  }

  private @Nullable Object global(String name) {
    return serverless() ? member(template, "Globals", "Function", name) : null;
  }

  /** Its variables, not resolved yet, over those of all functions. */
  Map<String, @Nullable Object> variables(Intrinsics intrinsics) {
    Map<String, @Nullable Object> variables = new LinkedHashMap<>();
    add(variables, global("Environment"), intrinsics);
    add(variables, own("Environment"), intrinsics);
    return variables;
  }

  private static void add(
      Map<String, @Nullable Object> variables,
      @Nullable Object environment,
      Intrinsics intrinsics) {
    Object chosen = intrinsics.chosen(member(intrinsics.chosen(environment), "Variables"));
    mapping(chosen).forEach((name, value) -> variables.put(String.valueOf(name), value));
  }

  Place place(String property) {
    return new Place(file, "Resources.%s.Properties.%s".formatted(id, property));
  }
}
