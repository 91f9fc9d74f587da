package dev.keyturn.local.auth;

import dev.keyturn.local.secrets.Scope;
import java.util.Map;

/** Somebody whose calls are answered, as long as they may make them. */
public interface Caller {

  /**
   * Tells where the calls go.
   *
   * @return the caller's account and the region of the call
   */
  Scope scope();

  /**
   * Refuses a call that the caller may not make.
   *
   * @param operation for instance {@code GetSecretValue}
   * @param request its members, which the model has accepted
   * @throws dev.keyturn.local.model.ApiException {@code AccessDeniedException}, mostly
   */
  void authorize(String operation, Map<String, Object> request);
}
