package dev.keyturn.local.secrets;

import dev.keyturn.local.auth.policy.ResourcePolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** ValidateResourcePolicy: what PutResourcePolicy would let pass, and should not. */
final class ValidateResourcePolicy implements Operation {

  private final Backend backend;

  ValidateResourcePolicy(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Map<String, Object> answer(Scope scope, Parameters request) {
    request.text("SecretId").ifPresent(id -> backend.find(scope, id).alive());
    ResourcePolicy policy = Policies.in(request);
    List<Map<String, String>> errors = new ArrayList<>();
    if (policy.grantsBroadAccess()) {
      errors.add(
          error(
              "BlockPublicPolicy",
              "This resource policy grants broad access to your secret. Secrets Manager does not"
                  + " allow creating and applying such policies in the console."));
    }
    if (policy.locksOut()) {
      errors.add(
          error(
              "LockOut",
              "Your requested changes will not allow you to manage this secret in the future."));
    }
    return new Answer()
        .with("PolicyValidationPassed", errors.isEmpty())
        .with("ValidationErrors", errors)
        .members();
  }

  private static Map<String, String> error(String check, String text) {
    Map<String, String> error = new LinkedHashMap<>();
    error.put("CheckName", check);
    error.put("ErrorMessage", text);
    return error;
  }
}
