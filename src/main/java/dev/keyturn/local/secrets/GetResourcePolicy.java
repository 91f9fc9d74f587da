package dev.keyturn.local.secrets;

import java.util.Map;

/** GetResourcePolicy, without a policy if there is none. */
final class GetResourcePolicy implements Operation {

  private final Backend backend;

  GetResourcePolicy(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Map<String, Object> answer(Scope scope, Parameters request) {
    Secret secret = backend.find(scope, request.required("SecretId")).alive();
    return Answer.of(secret).with("ResourcePolicy", secret.policy()).members();
  }
}
