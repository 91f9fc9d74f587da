package dev.keyturn.local.auth;

import dev.keyturn.local.model.ApiException;
import dev.keyturn.local.secrets.Arns;
import dev.keyturn.local.secrets.Backend;
import dev.keyturn.local.secrets.Scope;
import dev.keyturn.local.secrets.Secret;
import dev.keyturn.local.secrets.SecretKey;
import java.util.Map;
import java.util.Optional;

/**
 * What a call is about.
 *
 * @param arn the secret's, or {@code *} for a call that is about no secret
 * @param said how the request names it, which is how AWS's message does; empty if it is about none
 * @param secret the secret, if it exists
 */
record Target(String arn, String said, Optional<Secret> secret) {

  private static final int ARN_PARTS = 7;

  static Target of(Backend backend, Scope scope, String operation, Map<String, Object> request) {
    Optional<String> id = Members.text(request, "SecretId");
    if (id.isPresent()) {
      Optional<Secret> secret = find(backend, scope, id.get());
      String arn = secret.map(Secret::arn).orElseGet(() -> arn(backend, scope, id.get()));
      return new Target(arn, id.get(), secret);
    }
    if (operation.equals("CreateSecret")) {
      String name = Members.text(request, "Name").orElse("");
      return new Target(arn(backend, scope, name), name, Optional.empty());
    }
    return new Target("*", "", Optional.empty());
  }

  /** The owner's account, which is the caller's for a call that is about no secret. */
  String account(Scope scope) {
    String[] parts = arn.split(":", ARN_PARTS);
    return parts.length == ARN_PARTS ? parts[4] : scope.account();
  }

  private static Optional<Secret> find(Backend backend, Scope scope, String id) {
    try {
      return Optional.of(backend.find(scope, id));
    } catch (ApiException e) {
      // Whether it exists is told only to whom the call is allowed.
      return Optional.empty();
    }
  }

  /** What does not exist has the ARN that it would get, so that patterns with a suffix fit it. */
  private static String arn(Backend backend, Scope scope, String id) {
    return id.startsWith("arn:") && id.split(":", ARN_PARTS).length == ARN_PARTS
        ? id
        : Arns.next(new SecretKey(scope, id), backend.random());
  }
}
