package dev.keyturn.local.secrets;

import dev.keyturn.local.model.ApiException;
import java.time.Instant;
import java.util.Map;

/** PutResourcePolicy. */
final class PutResourcePolicy implements Operation {

  private final Backend backend;

  PutResourcePolicy(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Map<String, Object> answer(Scope scope, Parameters request) {
    String policy = request.required("ResourcePolicy");
    Instant now = backend.now();
    Secret secret =
        backend.update(
            scope,
            request,
            before -> {
              check(request);
              return before.governed(policy, now);
            });
    return Answer.of(secret).members();
  }

  private static void check(Parameters request) {
    if (Policies.in(request).grantsBroadAccess() && request.flag("BlockPublicPolicy")) {
      throw ApiException.client(
          "PublicPolicyException",
          "You can't attach a resource-based policy that allows broad access to the secret.");
    }
  }
}
