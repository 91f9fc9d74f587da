package dev.keyturn.local.functions;

import dev.keyturn.local.rotation.FunctionException;
import dev.keyturn.local.rotation.RotationFunctions;
import dev.keyturn.local.secrets.Scope;
import dev.keyturn.local.threads.DaemonThreads;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Stream;

/** The functions by their names, which mean the same in every region and account. */
public final class FunctionRegistry implements RotationFunctions, AutoCloseable {

  private static final String MARKER = ":function:";

  /** Where functions are started ahead of their first invocation: where they will be, likely. */
  private static final Scope FIRST =
      new Scope(
          Scope.DEFAULT_ACCOUNT,
          Stream.of("AWS_REGION", "AWS_DEFAULT_REGION")
              .map(System::getenv)
              .filter(region -> region != null && !region.isEmpty())
              .findFirst()
              .orElse("us-east-1"));

  private final Map<String, RunnableFunction> functions = new LinkedHashMap<>();

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

  /**
   * Prepares a function whose variables differ from region to region. Not thread-safe: before the
   * service starts.
   *
   * @param target its code
   * @param settings name and the rest, without variables
   * @param variables gives the variables in a region, or throws IllegalArgumentException
   * @throws IllegalArgumentException if it could never run, saying why
   */
  public void register(
      FunctionTarget target,
      FunctionSettings settings,
      Function<String, Map<String, String>> variables) {
    RegionalFunction function = new RegionalFunction(target, settings, variables);
    RunnableFunction unused = function.in(FIRST.region());
    functions.put(settings.name(), function);
  }

  /**
   * Gives a function another name. Not thread-safe: before the service starts.
   *
   * @param other the other name
   * @param name the name that it was registered with
   */
  public void alias(String other, String name) {
    functions.put(other, Objects.requireNonNull(functions.get(name)));
  }

  /**
   * Starts those that run in processes of their own, once this service listens.
   *
   * @return what may become well without a new start, a sentence for each
   * @throws IllegalArgumentException if a function cannot start, saying why
   */
  public List<String> start() {
    List<String> warnings = new CopyOnWriteArrayList<>();
    ExecutorService threads = starters();
    List<CompletableFuture<Void>> starts =
        distinct().stream()
            .map(
                function ->
                    CompletableFuture.runAsync(() -> function.start(FIRST, warnings::add), threads))
            .toList();
    try {
      starts.forEach(CompletableFuture::join);
    } catch (CompletionException e) {
      throw e.getCause() instanceof IllegalArgumentException refused ? refused : e;
    } finally {
      threads.shutdownNow();
    }
    return List.copyOf(warnings);
  }

  /** As many at a time as the machine can start without making each of them slow. */
  private static ExecutorService starters() {
    return Executors.newFixedThreadPool(
        Runtime.getRuntime().availableProcessors(), new DaemonThreads("keyturn-function-start"));
  }

  private Set<RunnableFunction> distinct() {
    return new LinkedHashSet<>(functions.values());
  }

  @Override
  public boolean invokable(String functionArn) {
    RunnableFunction function = functions.get(name(functionArn));
    return function != null && function.invokable();
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
    RunnableFunction function = functions.get(name);
    if (function == null || !function.kill()) {
      throw new IllegalArgumentException("there is no function " + name + " with a process");
    }
  }

  @Override
  public void close() {
    distinct().forEach(RunnableFunction::close);
  }
}
