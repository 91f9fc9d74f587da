package dev.keyturn.local;

import dev.keyturn.local.functions.FunctionRegistry;
import dev.keyturn.local.functions.FunctionSettings;
import dev.keyturn.local.functions.FunctionTarget;
import dev.keyturn.local.template.SamTemplate;
import dev.keyturn.local.template.TemplateFunction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The functions that a service is to have: each on its own, and those of templates. */
final class FunctionCatalog {

  /** What a service gives to its functions. */
  @FunctionalInterface
  interface Host {
    FunctionSettings settings(
        String name, String[] aliases, Map<String, String> variables, Duration timeout);
  }

  private static final String[] NONE = {};

  private final Map<String, FunctionTarget> targets = new LinkedHashMap<>();
  private final Map<String, Map<String, String>> variables = new LinkedHashMap<>();
  private final List<TemplateFunction> templated = new ArrayList<>();
  private Duration timeout = Duration.ofSeconds(30);

  void timeout(Duration time) {
    timeout = time;
  }

  void add(String name, FunctionTarget target) {
    targets.put(name, target);
  }

  void add(Path template) {
    templated.addAll(SamTemplate.read(template).functions());
  }

  /** Whether one is behind a network, which it may take a while to get an answer from. */
  boolean isAnyRemote() {
    return targets.values().stream().anyMatch(FunctionTarget.Remote.class::isInstance);
  }

  void variable(String name, String key, String value) {
    variables.computeIfAbsent(name, n -> new HashMap<>()).put(key, value);
  }

  /** Prepares all of them, and tells which of the templates' are left out. */
  List<String> register(FunctionRegistry registry, Host host) {
    checkVariables();
    targets.forEach(
        (name, target) ->
            registry.register(
                target,
                host.settings(name, NONE, variables.getOrDefault(name, Map.of()), timeout)));
    List<String> warnings = new ArrayList<>();
    for (TemplateFunction function : templated) {
      List<String> names = function.names();
      Optional<String> given = names.stream().filter(targets::containsKey).findFirst();
      Optional<String> reason = given.isPresent() ? Optional.empty() : function.unsupported();
      if (reason.isPresent()) {
        warnings.add(leftOut(names.get(0), reason.get()));
        continue;
      }
      if (given.isEmpty()) {
        register(function, names, registry, host);
      }
      String first = given.orElse(names.get(0));
      names.stream()
          .filter(name -> !name.equals(first) && !targets.containsKey(name))
          .forEach(name -> registry.alias(name, first));
    }
    return warnings;
  }

  private void register(
      TemplateFunction function, List<String> names, FunctionRegistry registry, Host host) {
    Map<String, String> overrides = new HashMap<>();
    names.forEach(name -> overrides.putAll(variables.getOrDefault(name, Map.of())));
    registry.register(
        function.target(),
        host.settings(
            names.get(0),
            names.subList(1, names.size()).toArray(NONE),
            Map.of(),
            function.timeout().orElse(timeout)),
        region -> function.variables(region, overrides));
  }

  private static String leftOut(String name, String reason) {
    return "function %s of the template is left out: %s. Give it a target with --function %s=TARGET"
        .formatted(name, reason, name);
  }

  private void checkVariables() {
    Set<String> known = new LinkedHashSet<>(targets.keySet());
    templated.forEach(function -> known.addAll(function.names()));
    for (String name : variables.keySet()) {
      if (!known.contains(name)) {
        throw new IllegalArgumentException(
            "a variable is for function %s, which does not exist".formatted(name));
      }
    }
  }
}
