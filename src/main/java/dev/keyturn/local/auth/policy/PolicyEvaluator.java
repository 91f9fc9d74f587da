package dev.keyturn.local.auth.policy;

import java.util.Collection;
import java.util.List;

/**
 * Decides as IAM does: an explicit deny wins; within an account either policy may allow; between
 * accounts both must. Pure.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html">Policy
 *     evaluation logic</a>
 */
public final class PolicyEvaluator {

  private PolicyEvaluator() {}

  /**
   * Decides about a request.
   *
   * @param request who asks to do what
   * @param identity the caller's own policies
   * @param resource the policy of the resource, or {@link PolicyDocument#NONE}
   * @return whether it is allowed, or why not
   */
  public static Decision decide(
      AccessRequest request, Collection<PolicyDocument> identity, PolicyDocument resource) {
    List<PolicyDocument> attached = List.of(resource);
    if (named(request, identity, Effect.DENY) != PrincipalMatch.NOT_NAMED) {
      return Decision.IDENTITY_DENY;
    }
    if (named(request, attached, Effect.DENY) != PrincipalMatch.NOT_NAMED) {
      return Decision.RESOURCE_DENY;
    }
    boolean own =
        request.caller().root()
            || named(request, identity, Effect.ALLOW) != PrincipalMatch.NOT_NAMED;
    PrincipalMatch granted = named(request, attached, Effect.ALLOW);
    if (request.crossesAccounts()) {
      return both(own, granted != PrincipalMatch.NOT_NAMED);
    }
    // Naming the account only lets the account's own policies decide.
    return own || granted == PrincipalMatch.ITSELF ? Decision.ALLOWED : Decision.NO_IDENTITY_ALLOW;
  }

  /**
   * Decides about a KMS key, whose policy has the first word: what it leaves out no policy of the
   * caller's allows.
   *
   * @param request who asks to do what
   * @param identity the caller's own policies
   * @param key the policy of the key
   * @return whether it is allowed, or why not
   * @see <a href="https://docs.aws.amazon.com/kms/latest/developerguide/key-policies.html">Key
   *     policies in AWS KMS</a>
   */
  public static Decision decideOnKey(
      AccessRequest request, Collection<PolicyDocument> identity, PolicyDocument key) {
    Decision decision = decide(request, identity, key);
    boolean silent = named(request, List.of(key), Effect.ALLOW) == PrincipalMatch.NOT_NAMED;
    return decision == Decision.ALLOWED && silent ? Decision.NO_RESOURCE_ALLOW : decision;
  }

  private static Decision both(boolean own, boolean granted) {
    if (!own) {
      return Decision.NO_IDENTITY_ALLOW;
    }
    return granted ? Decision.ALLOWED : Decision.NO_RESOURCE_ALLOW;
  }

  private static PrincipalMatch named(
      AccessRequest request, Collection<PolicyDocument> policies, Effect effect) {
    return policies.stream()
        .flatMap(policy -> policy.statements().stream())
        .filter(statement -> statement.effect() == effect)
        .map(statement -> statement.match(request))
        .max(Enum::compareTo)
        .orElse(PrincipalMatch.NOT_NAMED);
  }
}
