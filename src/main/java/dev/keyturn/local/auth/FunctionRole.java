package dev.keyturn.local.auth;

import dev.keyturn.local.functions.SandboxKeys;
import dev.keyturn.local.secrets.Scope;

/** The role that a function runs under. Thread-safe. */
public interface FunctionRole {

  /**
   * The function itself, where no wire is between it and this service.
   *
   * @param secret account and region of the secret that it calls about
   * @return the caller that it is
   */
  Caller in(Scope secret);

  /**
   * Makes keys for one child process.
   *
   * @return keys that end with the process
   */
  SandboxKeys open();
}
