package dev.keyturn.local.auth;

import dev.keyturn.local.auth.policy.Identity;
import dev.keyturn.local.secrets.Scope;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A principal that makes a call.
 *
 * @param principal who
 * @param session the name of a role's session
 * @param scope its account and the region of the call
 * @param sourceIp where the call came from
 * @param authorizer decides
 */
record PrincipalCaller(
    Principal principal, String session, Scope scope, String sourceIp, Authorizer authorizer)
    implements Caller {

  @Override
  public void authorize(String operation, Map<String, Object> request) {
    authorizer.check(this, operation, request);
  }

  Identity identity() {
    return principal.identity(session);
  }

  /**
   * The condition keys that every call has.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html">Global
   *     condition context keys</a>
   */
  Map<String, List<String>> globalKeys(Instant now) {
    Map<String, List<String>> keys = new HashMap<>();
    keys.put("aws:PrincipalArn", List.of(principal.arn()));
    keys.put("aws:PrincipalAccount", List.of(principal.account()));
    keys.put("aws:PrincipalType", List.of(principal.type()));
    keys.put("aws:PrincipalIsAWSService", List.of("false"));
    keys.put("aws:userid", List.of(principal.userId(session)));
    if (principal.user()) {
      keys.put("aws:username", List.of(principal.name()));
    }
    if (principal.functions().contains(session)) {
      keys.put(
          "lambda:SourceFunctionArn",
          List.of(
              "arn:aws:lambda:%s:%s:function:%s"
                  .formatted(scope.region(), scope.account(), session)));
    }
    keys.put("aws:SourceIp", List.of(sourceIp));
    // The service that this one stands for is reached over TLS only.
    keys.put("aws:SecureTransport", List.of("true"));
    keys.put("aws:ViaAWSService", List.of("false"));
    keys.put("aws:RequestedRegion", List.of(scope.region()));
    keys.put("aws:CurrentTime", List.of(now.toString()));
    keys.put("aws:EpochTime", List.of(Long.toString(now.getEpochSecond())));
    return keys;
  }
}
