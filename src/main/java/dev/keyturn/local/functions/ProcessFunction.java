package dev.keyturn.local.functions;

import dev.keyturn.local.rotation.FunctionException;
import dev.keyturn.local.secrets.Scope;
import java.io.IOException;
import java.time.Duration;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A function in child processes, as Lambda runs it: a sandbox for each invocation at a time, kept
 * warm for the next, and ended after a time-out. Sandboxes belong to a region, which their
 * environment names.
 */
final class ProcessFunction implements RunnableFunction {

  /** As long as Lambda gives a function to initialise itself. */
  private static final Duration INIT = Duration.ofSeconds(10);

  private final FunctionSettings settings;
  private final ChildCommand command;
  private final Duration init;
  private final Map<Scope, Deque<Sandbox>> idle = new ConcurrentHashMap<>();
  private final Set<Sandbox> all = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  ProcessFunction(ChildCommand command, FunctionSettings settings) {
    this(command, settings, INIT);
  }

  /** With another time for the start. */
  ProcessFunction(ChildCommand command, FunctionSettings settings, Duration init) {
    this.settings = settings;
    this.command = command;
    this.init = init;
  }

  @Override
  public byte[] invoke(Scope scope, String functionArn, String event)
      throws FunctionException, InterruptedException {
    Sandbox sandbox = sandbox(scope);
    boolean usable = false;
    try {
      byte[] answer = sandbox.invoke(functionArn, event, settings.timeout());
      usable = true;
      return answer;
    } catch (FunctionException e) {
      usable = sandbox.alive();
      throw e;
    } catch (TimeoutException e) {
      throw new FunctionException(settings.timedOut(), e);
    } finally {
      if (usable) {
        idle(scope).push(sandbox);
      } else {
        discard(sandbox);
      }
    }
  }

  private Sandbox sandbox(Scope scope) throws FunctionException {
    for (Sandbox warm = idle(scope).poll(); warm != null; warm = idle(scope).poll()) {
      if (warm.alive()) {
        return warm;
      }
      discard(warm);
    }
    try {
      SandboxKeys keys = settings.keys().get();
      Sandbox cold = new Sandbox(command.forRegion(scope.region(), keys), keys, settings.log());
      all.add(cold);
      if (closed) {
        discard(cold);
        throw new FunctionException("the service is closing", null);
      }
      return cold;
    } catch (IOException e) {
      throw new FunctionException("the function's process cannot start: " + e.getMessage(), e);
    }
  }

  @Override
  public void start(Scope scope, Consumer<String> warnings) {
    try {
      Sandbox sandbox = sandbox(scope);
      try {
        sandbox.awaitReady(init);
      } catch (TimeoutException e) {
        warnings.accept(
            "function %s has not asked for an event within %s of its start"
                .formatted(settings.name(), FunctionSettings.seconds(init)));
      }
      idle(scope).push(sandbox);
    } catch (FunctionException e) {
      throw new IllegalArgumentException(
          "function %s cannot start: %s".formatted(settings.name(), e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Deque<Sandbox> idle(Scope scope) {
    return idle.computeIfAbsent(scope, s -> new ConcurrentLinkedDeque<>());
  }

  private void discard(Sandbox sandbox) {
    all.remove(sandbox);
    sandbox.close();
  }

  /** Whoever waits for one of them is told that it died. */
  @Override
  public boolean kill() {
    all.forEach(Sandbox::kill);
    return true;
  }

  @Override
  public void close() {
    closed = true;
    all.forEach(Sandbox::close);
    all.clear();
    command.close();
  }
}
