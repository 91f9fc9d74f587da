package dev.keyturn.local.secrets;

import java.util.Map;

/** One operation of the API. */
@FunctionalInterface
public interface Operation {

  /**
   * Carries it out.
   *
   * @param scope account and region of the request
   * @param request its members, which the model has accepted
   * @return the answer's members
   */
  Map<String, Object> answer(Scope scope, Parameters request);

  /**
   * Carries it out for a caller who may not be permitted all that it does besides.
   *
   * @param scope account and region of the request
   * @param request its members, which the model has accepted
   * @param permission refuses what the caller may not do
   * @return the answer's members
   */
  default Map<String, Object> answer(Scope scope, Parameters request, Permission permission) {
    return answer(scope, request);
  }
}
