package dev.keyturn.local.auth;

import dev.keyturn.local.auth.policy.AccessRequest;
import dev.keyturn.local.auth.policy.Decision;
import dev.keyturn.local.auth.policy.Identity;
import dev.keyturn.local.auth.policy.PolicyEvaluator;
import dev.keyturn.local.functions.FunctionRegistry;
import dev.keyturn.local.model.ApiException;
import dev.keyturn.local.secrets.Secret;
import java.util.List;
import java.util.Map;

/**
 * Whether Secrets Manager itself may invoke a function, which is up to the function's own policy.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets-required-permissions-function.html">Lambda
 *     rotation function execution role permissions</a>
 */
final class FunctionPolicies {

  private static final String SERVICE = "secretsmanager.amazonaws.com";

  private final Credentials credentials;

  FunctionPolicies(Credentials credentials) {
    this.credentials = credentials;
  }

  void check(Secret secret, String functionArn) {
    String account = secret.key().scope().account();
    AccessRequest request =
        new AccessRequest(
            Identity.service(SERVICE, account),
            "lambda:InvokeFunction",
            functionArn,
            account,
            Map.of(
                "aws:SourceAccount", List.of(account),
                "aws:SourceArn", List.of(secret.arn()),
                "aws:PrincipalIsAWSService", List.of("true"),
                "aws:PrincipalServiceName", List.of(SERVICE)));
    credentials
        .functionPolicy(FunctionRegistry.name(functionArn))
        .map(policy -> PolicyEvaluator.decide(request, List.of(), policy))
        .filter(decision -> decision != Decision.ALLOWED)
        .ifPresent(
            decision -> {
              throw ApiException.client(
                  "AccessDeniedException",
                  "Secrets Manager cannot invoke the specified Lambda function. Ensure that the"
                      + " function policy grants access to the principal"
                      + " secretsmanager.amazonaws.com.");
            });
  }
}
