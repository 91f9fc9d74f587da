package dev.keyturn.local.auth;

import dev.keyturn.local.secrets.Operation;
import dev.keyturn.local.secrets.Parameters;
import java.util.Map;

/** Has operations answer callers who may call them. */
public final class Calls {

  private Calls() {}

  /**
   * Answers a call.
   *
   * @param caller who calls
   * @param name the operation's name
   * @param operation the operation
   * @param request its members, which the model has accepted
   * @return the answer's members
   * @throws dev.keyturn.local.model.ApiException if the caller may not call it, or it fails
   */
  public static Map<String, Object> answer(
      Caller caller, String name, Operation operation, Map<String, Object> request) {
    caller.authorize(name, request);
    return operation.answer(caller.scope(), new Parameters(request), caller::authorize);
  }
}
