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
}
