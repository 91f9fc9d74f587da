package dev.keyturn.local.auth;

import dev.keyturn.local.auth.policy.AccessRequest;
import dev.keyturn.local.auth.policy.Decision;
import dev.keyturn.local.auth.policy.PolicyDocument;
import dev.keyturn.local.auth.policy.PolicyEvaluator;
import dev.keyturn.local.model.ApiException;
import dev.keyturn.local.secrets.Backend;
import dev.keyturn.local.secrets.Secret;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Puts a call's needs to the policies, and refuses it by the first that is not met. */
final class Authorizer {

  private final Backend backend;
  private final Credentials credentials;
  private final ResourcePolicies policies;
  private final FunctionPolicies functions;
  private final RotationSource rotations;

  Authorizer(Backend backend, Credentials credentials, RotationProofs proofs) {
    this.backend = backend;
    this.credentials = credentials;
    this.policies = new ResourcePolicies();
    this.functions = new FunctionPolicies(credentials);
    this.rotations = new RotationSource(credentials, proofs);
  }

  void check(PrincipalCaller caller, String operation, Map<String, Object> request) {
    Target target = Target.of(backend, caller.scope(), operation, request);
    PolicyDocument policy = target.secret().map(policies::of).orElse(PolicyDocument.NONE);
    Map<String, List<String>> global = caller.globalKeys(backend.now());
    Needs needs = new Needs(operation, request, target, policy, caller.scope(), credentials);
    require(caller, needs.first(), global);
    target.secret().ifPresent(secret -> refuseOwnKey(caller, operation, request, secret));
    needs.others().forEach(need -> require(caller, need, global));
    target
        .secret()
        .ifPresent(
            secret -> {
              needs.function().ifPresent(arn -> functions.check(secret, arn));
              rotations.check(caller, operation, request, secret);
            });
  }

  private static void require(PrincipalCaller caller, Need need, Map<String, List<String>> global) {
    Map<String, List<String>> context = new HashMap<>(global);
    context.put("aws:ResourceAccount", List.of(need.account()));
    context.putAll(need.context());
    AccessRequest request =
        new AccessRequest(
            caller.identity(), need.action(), need.resource(), need.account(), context);
    List<PolicyDocument> own = caller.principal().policies();
    Decision decision =
        need.keyWithPolicy()
            ? PolicyEvaluator.decideOnKey(request, own, need.policy())
            : PolicyEvaluator.decide(request, own, need.policy());
    if (decision != Decision.ALLOWED) {
      throw ApiException.client(
          "AccessDeniedException",
          need.refusal(caller.identity().sessionArn(), decision.words(need.action())));
    }
  }

  /** An account's own key is of no use to another account, and has no policy to change that. */
  private static void refuseOwnKey(
      PrincipalCaller caller, String operation, Map<String, Object> request, Secret secret) {
    boolean value =
        operation.equals("GetSecretValue") || Members.any(request, "SecretString", "SecretBinary");
    if (value
        && !caller.scope().account().equals(secret.key().scope().account())
        && CustomerKey.of(secret.kmsKeyId()).isEmpty()) {
      throw ApiException.invalidRequest(
          "You can't access a secret from a different AWS account if you encrypt the secret with the"
              + " default KMS service key.");
    }
  }
}
