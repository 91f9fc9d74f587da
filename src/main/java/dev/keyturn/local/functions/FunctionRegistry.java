package dev.keyturn.local.functions;

import dev.keyturn.local.rotation.FunctionException;
import dev.keyturn.local.rotation.RotationFunctions;
import dev.keyturn.local.secrets.Scope;
import java.util.HashMap;
import java.util.Map;

/** The functions by their names, which mean the same in every region and account. */
public final class FunctionRegistry implements RotationFunctions, AutoCloseable {

  private static final String MARKER = ":function:";

  private final Map<String, RunnableFunction> functions = new HashMap<>();

  /**
   * Prepares a function. Not thread-safe: before the service starts.
   *
   * @param target its code
   * @param settings name, variables and the rest
   * @throws IllegalArgumentException if it could never run, saying why
   */
  public void register(FunctionTarget target, FunctionSettings settings) {
    functions.put(settings.name(), RunnableFunction.of(target, settings));
  }

  @Override
  public boolean invokable(String functionArn) {
    return functions.containsKey(name(functionArn));
  }

  @Override
  public void invoke(String functionArn, Scope scope, String event)
      throws FunctionException, InterruptedException {
    RunnableFunction function = functions.get(name(functionArn));
    if (function == null) {
      throw new FunctionException("there is no function " + functionArn, null);
    }
    function.invoke(scope, functionArn, event);
  }

  /**
   * Reads a function's name.
   *
   * @param functionArn {@code arn:aws:lambda:REGION:ACCOUNT:function:NAME[:QUALIFIER]}, or a name
   * @return the name
   */
  public static String name(String functionArn) {
    int marker = functionArn.indexOf(MARKER);
    if (marker < 0) {
      return functionArn;
    }
    String rest = functionArn.substring(marker + MARKER.length());
    int qualifier = rest.indexOf(':');
    return qualifier < 0 ? rest : rest.substring(0, qualifier);
  }

  /**
   * Kills the processes of a function, as if its machine had died.
   *
   * @param name the function's name
   * @throws IllegalArgumentException if there is no such function, or it runs in no process of its
   *     own
   */
  public void kill(String name) {
    if (!(functions.get(name) instanceof ProcessFunction function)) {
      throw new IllegalArgumentException("there is no function " + name + " with a process");
    }
    function.kill();
  }

  @Override
  public void close() {
    functions.values().forEach(RunnableFunction::close);
  }
}
