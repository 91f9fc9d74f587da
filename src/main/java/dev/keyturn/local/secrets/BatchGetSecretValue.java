package dev.keyturn.local.secrets;

import dev.keyturn.local.model.ApiException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * BatchGetSecretValue: the current values of the secrets that are named, or that filters select.
 * What fails for one secret is told of that secret alone.
 */
final class BatchGetSecretValue implements Operation {

  private static final long PAGE = 20;

  private final Backend backend;
  private final Operation getSecretValue;

  BatchGetSecretValue(Backend backend, Operation getSecretValue) {
    this.backend = backend;
    this.getSecretValue = getSecretValue;
  }

  @Override
  public Map<String, Object> answer(Scope scope, Parameters request) {
    return answer(scope, request, Permission.GRANTED);
  }

  @Override
  public Map<String, Object> answer(Scope scope, Parameters request, Permission permission) {
    if (request.has("SecretIdList") == request.has("Filters")) {
      throw ApiException.invalidParameter(
          "Either 'SecretIdList' or 'Filters' must be provided, but not both.");
    }
    if (request.has("SecretIdList")) {
      onlyWithFilters(request, "MaxResults");
      onlyWithFilters(request, "NextToken");
      return values(scope, request.texts("SecretIdList"), null, permission);
    }
    permission.require("ListSecrets", Map.of());
    Page<Secret> page = selected(scope, request);
    return values(
        scope, page.entries().stream().map(Secret::arn).toList(), page.next(), permission);
  }

  private static void onlyWithFilters(Parameters request, String name) {
    if (request.has(name)) {
      throw ApiException.invalidParameter(
          "'Filters' not specified. 'Filters' must also be specified when '%s' is provided."
              .formatted(name));
    }
  }

  private Page<Secret> selected(Scope scope, Parameters request) {
    SecretFilters filters = SecretFilters.of(request);
    List<Secret> secrets =
        backend.list(scope).stream()
            .filter(secret -> secret.deletion() == null)
            .filter(filters::match)
            .toList();
    return Page.of(secrets, SecretOrder.of(request), request, PAGE);
  }

  private Map<String, Object> values(
      Scope scope, List<String> ids, @Nullable String next, Permission permission) {
    List<Map<String, Object>> values = new ArrayList<>();
    List<Map<String, Object>> errors = new ArrayList<>();
    for (String id : ids) {
      Map<String, Object> request = Map.of("SecretId", id);
      try {
        permission.require("GetSecretValue", request);
        values.add(getSecretValue.answer(scope, new Parameters(request)));
      } catch (ApiException e) {
        errors.add(error(id, e));
      }
    }
    return new Answer()
        .with("SecretValues", values)
        .with("Errors", errors)
        .with("NextToken", next)
        .members();
  }

  private static Map<String, Object> error(String id, ApiException cause) {
    Map<String, Object> error = new LinkedHashMap<>();
    error.put("SecretId", id);
    error.put("ErrorCode", cause.code());
    error.put("Message", cause.text());
    return error;
  }
}
