package dev.keyturn.local.functions;

import dev.keyturn.local.rotation.FunctionException;
import dev.keyturn.local.secrets.Scope;
import java.util.function.Consumer;

/** A function that can be invoked, at the same time by several rotations. */
interface RunnableFunction extends AutoCloseable {

  /** Runs it, and gives the payload that it answers. */
  byte[] invoke(Scope scope, String functionArn, String event)
      throws FunctionException, InterruptedException;

  /**
   * Finds out whether it can run, once this service listens.
   *
   * @throws IllegalArgumentException if it cannot, and never will
   */
  default void start(Scope scope, Consumer<String> warnings) {}

  /** Whether it can be invoked now. */
  default boolean invokable() {
    return true;
  }

  /** Kills its processes, and tells whether it runs in any. */
  default boolean kill() {
    return false;
  }

  /** Ends what is running. */
  @Override
  void close();

  /** Prepares a target, without running it yet. */
  static RunnableFunction of(FunctionTarget target, FunctionSettings settings) {
    if (target instanceof FunctionTarget.InProcess inProcess) {
      return new ClassFunction(
          new HandlerClass(inProcess, "function " + settings.name()), settings);
    }
    if (target instanceof FunctionTarget.Constructed constructed) {
      return new ClassFunction(new GivenHandler(constructed, settings.name()), settings);
    }
    if (target instanceof FunctionTarget.ChildProcess child) {
      return new ProcessFunction(new SandboxCommand(child, settings), settings);
    }
    if (target instanceof FunctionTarget.Command command) {
      return new ProcessFunction(new RuntimeCommand(command, settings), settings);
    }
    return new RemoteFunction((FunctionTarget.Remote) target, settings);
  }
}
