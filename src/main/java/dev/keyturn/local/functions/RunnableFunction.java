package dev.keyturn.local.functions;

import dev.keyturn.local.rotation.FunctionException;
import dev.keyturn.local.secrets.Scope;

/** A function that can be invoked, at the same time by several rotations. */
interface RunnableFunction extends AutoCloseable {

  void invoke(Scope scope, String functionArn, String event)
      throws FunctionException, InterruptedException;

  /** Ends what is running. */
  @Override
  void close();

  /** Prepares a target, without running it yet. */
  static RunnableFunction of(FunctionTarget target, FunctionSettings settings) {
    if (target instanceof FunctionTarget.InProcess inProcess) {
      return new ClassFunction(inProcess, settings);
    }
    return new ProcessFunction((FunctionTarget.ChildProcess) target, settings);
  }
}
