package dev.keyturn.local.rotation;

import dev.keyturn.local.secrets.Scope;

/** The functions that this service can invoke. Thread-safe. */
public interface RotationFunctions {

  /**
   * Tells whether a function can be invoked.
   *
   * @param functionArn a Lambda ARN or name
   * @return whether there is one, and it answers
   */
  boolean invokable(String functionArn);

  /**
   * Invokes a function and waits until it has answered.
   *
   * @param functionArn a Lambda ARN or name
   * @param scope account and region of the secret
   * @param event the rotation event, which holds the rotation token
   * @throws FunctionException if it failed, died or took too long
   * @throws InterruptedException if the service is closed meanwhile
   */
  void invoke(String functionArn, Scope scope, String event)
      throws FunctionException, InterruptedException;
}
