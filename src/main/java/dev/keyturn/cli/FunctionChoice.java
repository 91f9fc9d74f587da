package dev.keyturn.cli;

import dev.keyturn.local.functions.FunctionTarget;
import dev.keyturn.local.template.SamTemplate;
import dev.keyturn.local.template.TemplateFunction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one function that is to be run: one that the command line describes, or a template.
 *
 * @param name what it is invoked by
 * @param target its code
 * @param described what a template says of it, or null
 */
record FunctionChoice(String name, FunctionTarget target, @Nullable TemplateFunction described) {

  private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  /** Reads {@code NAME=TARGET}, or {@code NAME} of a template. */
  static FunctionChoice of(String text, @Nullable Path template) {
    int equal = text.indexOf('=');
    try {
      if (equal > 0 && template == null) {
        return described(text.substring(0, equal), text.substring(equal + 1));
      }
      if (equal < 0 && template != null) {
        return templated(text, template);
      }
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    }
    throw new UsageException(
        "'%s' is neither NAME=TARGET nor, with --template, the NAME of a function".formatted(text));
  }

  private static FunctionChoice described(String name, String text) {
    FunctionTarget target = FunctionTarget.parse(text);
    if (target instanceof FunctionTarget.ChildProcess || target instanceof FunctionTarget.Command) {
      return new FunctionChoice(name, target, null);
    }
    throw new UsageException(
        "run-function runs a function in a child process, which '%s' is not. Use process: or command:"
            .formatted(text));
  }

  private static FunctionChoice templated(String name, Path file) {
    List<TemplateFunction> functions = SamTemplate.read(file).functions();
    TemplateFunction function =
        functions.stream()
            .filter(candidate -> candidate.names().contains(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new UsageException(
                        "template %s has no function %s. It has %s"
                            .formatted(
                                file,
                                name,
                                String.join(
                                    ", ",
                                    functions.stream()
                                        .flatMap(f -> f.names().stream())
                                        .toList()))));
    Optional<String> reason = function.unsupported();
    if (reason.isPresent()) {
      throw new UsageException(
          "function %s cannot run here: %s. Run it with %s=command:COMMAND"
              .formatted(name, reason.get(), name));
    }
    return new FunctionChoice(name, function.target(), function);
  }

  Duration timeout() {
    return described == null ? DEFAULT_TIMEOUT : described.timeout().orElse(DEFAULT_TIMEOUT);
  }

  /** Its variables in a region, with those of the command line over them. */
  Map<String, String> variables(String region, List<FunctionVariable> given) {
    List<String> names = described == null ? List.of(name) : described.names();
    Map<String, String> overrides = new HashMap<>();
    for (FunctionVariable variable : given) {
      if (!names.contains(variable.function())) {
        throw new UsageException(
            "a variable is for function %s, which is not the one that is run"
                .formatted(variable.function()));
      }
      overrides.put(variable.key(), variable.value());
    }
    return described == null ? overrides : described.variables(region, overrides);
  }
}
