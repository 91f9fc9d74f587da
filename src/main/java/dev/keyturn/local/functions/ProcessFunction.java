package dev.keyturn.local.functions;

import dev.keyturn.local.rotation.FunctionException;
import dev.keyturn.local.secrets.Scope;
import java.io.IOException;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeoutException;

/**
 * A function in child processes, as Lambda runs it: a sandbox for each invocation at a time, kept
 * warm for the next, and ended after a time-out. Sandboxes belong to a region, which their
 * environment names.
 */
final class ProcessFunction implements RunnableFunction {

  private final FunctionSettings settings;
  private final SandboxCommand command;
  private final Map<Scope, Deque<Sandbox>> idle = new ConcurrentHashMap<>();
  private final Set<Sandbox> all = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  ProcessFunction(FunctionTarget.ChildProcess target, FunctionSettings settings) {
    this.settings = settings;
    this.command = new SandboxCommand(target, settings);
  }

  @Override
  public void invoke(Scope scope, String functionArn, String event)
      throws FunctionException, InterruptedException {
    Sandbox sandbox = sandbox(scope);
    boolean usable = false;
    try {
      sandbox.invoke(functionArn, event, settings.timeout());
      usable = true;
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

  private Deque<Sandbox> idle(Scope scope) {
    return idle.computeIfAbsent(scope, s -> new ConcurrentLinkedDeque<>());
  }

  private void discard(Sandbox sandbox) {
    all.remove(sandbox);
    sandbox.close();
  }

  /** Whoever waits for one of them is told that it died. */
  void kill() {
    all.forEach(Sandbox::kill);
  }

  @Override
  public void close() {
    closed = true;
    all.forEach(Sandbox::close);
    all.clear();
  }
}
