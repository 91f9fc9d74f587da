package dev.keyturn.local.secrets;

import java.util.Map;

/** Decides about what an operation does on behalf of its caller, besides being called. */
@FunctionalInterface
public interface Permission {

  /** Everything is permitted. */
  Permission GRANTED = (operation, request) -> {};

  /**
   * Requires the permission for a call.
   *
   * @param operation its name
   * @param request its members
   * @throws dev.keyturn.local.model.ApiException {@code AccessDeniedException}
   */
  void require(String operation, Map<String, Object> request);
}
