package dev.keyturn.local.auth;

import dev.keyturn.local.auth.signature.WireRequest;

/** Who is let in. Thread-safe. */
public interface Access {

  /**
   * Finds out who sent a request.
   *
   * @param request as it came
   * @return the caller
   * @throws dev.keyturn.local.model.ApiException if it is nobody who is let in
   */
  Caller admit(WireRequest request);

  /**
   * Finds the role of a function.
   *
   * @param function its name
   * @param aliases other names that the role may know it by
   * @return what it runs under
   * @throws IllegalArgumentException if it has none, saying what to do
   */
  FunctionRole roleOf(String function, String... aliases);
}
