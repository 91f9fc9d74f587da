package dev.keyturn.local.template;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The environment variables of a function.
 *
 * @param resource the function
 */
record TemplateVariables(FunctionResource resource) {

  /** What leads to Secrets Manager: once deployed AWS's, but here always this service. */
  private static final Set<String> LEADING_AWAY =
      Set.of("SECRETS_MANAGER_ENDPOINT", "AWS_ENDPOINT_URL_SECRETS_MANAGER", "AWS_ENDPOINT_URL");

  /** As they are in a region; those with an override need not be known. */
  Map<String, String> in(String region, Map<String, String> overrides) {
    Stack stack = new Stack(resource.template(), region);
    Map<String, String> variables = new HashMap<>(overrides);
    Map<String, @Nullable Object> unresolved =
        resource.place("Environment").resolve(() -> resource.variables(stack.intrinsics()), "");
    unresolved.forEach(
        (name, value) -> {
          if (!LEADING_AWAY.contains(name) && !overrides.containsKey(name)) {
            value(name, value, stack.intrinsics()).ifPresent(text -> variables.put(name, text));
          }
        });
    return variables;
  }

  private Optional<String> value(String name, @Nullable Object value, Intrinsics intrinsics) {
    return resource
        .place("Environment.Variables." + name)
        .resolve(
            () -> Optional.ofNullable(intrinsics.resolve(value)).map(intrinsics::text),
            ". Set it with --function-env %s.%s=VALUE".formatted(resource.id(), name));
  }
}
