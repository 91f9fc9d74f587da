package dev.keyturn.local.auth.policy;

import java.util.List;
import java.util.Locale;

/**
 * One statement of a policy.
 *
 * @param effect what it does to requests that it matches
 * @param principals whom it is about, which is anybody in an identity's policy
 * @param actions compared in any case
 * @param resources compared part by part
 * @param conditions all of which must hold
 * @param variables whether the policy's version knows variables
 */
record Statement(
    Effect effect,
    Principals principals,
    Names actions,
    Names resources,
    List<Condition> conditions,
    boolean variables) {

  /** How it names the caller of a request that it is about, or {@code NOT_NAMED}. */
  PrincipalMatch match(AccessRequest request) {
    return about(request) ? principals.match(request.caller()) : PrincipalMatch.NOT_NAMED;
  }

  private boolean about(AccessRequest request) {
    Variables values = variables ? Variables.of(request) : Variables.none();
    return hasAction(request.action())
        && hasResource(request.resource(), values)
        && conditions.stream().allMatch(condition -> condition.holds(request, values));
  }

  boolean hasAction(String action) {
    String lower = action.toLowerCase(Locale.ROOT);
    return actions.negated()
        != actions.patterns().stream()
            .flatMap(
                pattern ->
                    Glob.pattern(pattern.toLowerCase(Locale.ROOT), Variables.none()).stream())
            .anyMatch(pattern -> pattern.matches(lower));
  }

  private boolean hasResource(String resource, Variables values) {
    return resources.negated()
        != resources.patterns().stream()
            .flatMap(pattern -> Glob.pattern(pattern, values).stream())
            .anyMatch(pattern -> Arns.covers(pattern, resource));
  }
}
