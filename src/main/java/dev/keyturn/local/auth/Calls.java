package dev.keyturn.local.auth;

import dev.keyturn.local.secrets.Operation;
import dev.keyturn.local.secrets.Parameters;
import java.util.Map;
import java.util.Objects;

/** Has operations answer callers who may call them. */
public final class Calls {

  /**
   * An operation knows account and region only; what it does for each of several secrets is asked
   * of this.
   */
  private static final ThreadLocal<Caller> CALLER = new ThreadLocal<>();

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
    CALLER.set(caller);
    try {
      return operation.answer(caller.scope(), new Parameters(request));
    } finally {
      CALLER.remove();
    }
  }

  /**
   * Guards an operation that another one uses.
   *
   * @param name its name
   * @param operation the operation
   * @return the operation, which refuses what the caller of the other one may not do
   */
  public static Operation guarded(String name, Operation operation) {
    return (scope, request) -> {
      Objects.requireNonNull(CALLER.get(), "nobody calls").authorize(name, request.members());
      return operation.answer(scope, request);
    };
  }
}
