package dev.keyturn.local.functions;

import dev.keyturn.local.rotation.FunctionException;
import dev.keyturn.local.secrets.Scope;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;

/** A function whose variables differ from region to region, as a template's may. */
final class RegionalFunction implements RunnableFunction {

  private final FunctionTarget target;
  private final FunctionSettings settings;
  private final Function<String, Map<String, String>> variables;
  private final Map<Map<String, String>, RunnableFunction> functions = new ConcurrentHashMap<>();

  RegionalFunction(
      FunctionTarget target,
      FunctionSettings settings,
      Function<String, Map<String, String>> variables) {
    this.target = target;
    this.settings = settings;
    this.variables = variables;
  }

  /** Regions whose variables are the same share one. */
  RunnableFunction in(String region) {
    return functions.computeIfAbsent(
        variables.apply(region),
        values -> RunnableFunction.of(target, settings.withVariables(values)));
  }

  /**
   * In a process that does not stay: a template may have many functions, of which few rotate. Nor
   * does one that cannot start keep the others from it.
   */
  @Override
  public void start(Scope scope, Consumer<String> warnings) {
    FunctionSettings own = settings.withVariables(variables.apply(scope.region()));
    try (RunnableFunction trial = RunnableFunction.of(target, own)) {
      trial.start(scope, warnings);
    } catch (IllegalArgumentException e) {
      warnings.accept(String.valueOf(e.getMessage()));
    }
  }

  @Override
  public byte[] invoke(Scope scope, String functionArn, String event)
      throws FunctionException, InterruptedException {
    RunnableFunction function;
    try {
      function = in(scope.region());
    } catch (IllegalArgumentException e) {
      throw new FunctionException(String.valueOf(e.getMessage()), e);
    }
    return function.invoke(scope, functionArn, event);
  }

  @Override
  public boolean kill() {
    return functions.values().stream()
        .map(RunnableFunction::kill)
        .reduce(false, Boolean::logicalOr);
  }

  @Override
  public void close() {
    functions.values().forEach(RunnableFunction::close);
  }
}
