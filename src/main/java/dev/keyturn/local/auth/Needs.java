package dev.keyturn.local.auth;

import dev.keyturn.local.auth.policy.PolicyDocument;
import dev.keyturn.local.secrets.RotationState;
import dev.keyturn.local.secrets.Scope;
import dev.keyturn.local.secrets.Secret;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The permissions that a call needs: its own first, then those for what it does besides.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Operations.html">Required
 *     permissions of each operation</a>
 */
final class Needs {

  private static final String SERVICE = "secretsmanager.amazonaws.com";

  private final String operation;
  private final Map<String, Object> request;
  private final Target target;
  private final PolicyDocument policy;
  private final Scope caller;
  private final Credentials credentials;
  private final Map<String, List<String>> context;

  Needs(
      String operation,
      Map<String, Object> request,
      Target target,
      PolicyDocument policy,
      Scope caller,
      Credentials credentials) {
    this.operation = operation;
    this.request = request;
    this.target = target;
    this.policy = policy;
    this.caller = caller;
    this.credentials = credentials;
    this.context = ContextKeys.of(operation, request, target, caller.region());
  }

  /** The operation's own permission. */
  Need first() {
    return secret(operation);
  }

  /** What is asked for only once the operation itself is allowed. */
  List<Need> others() {
    List<Need> needs = new ArrayList<>();
    if (operation.equals("CreateSecret")) {
      if (Members.any(request, "Tags")) {
        needs.add(secret("TagResource"));
      }
      if (Members.any(request, "AddReplicaRegions")) {
        needs.add(secret("ReplicateSecretToRegions"));
      }
    }
    if (operation.equals("BatchGetSecretValue") && Members.any(request, "Filters")) {
      needs.add(secret("ListSecrets"));
    }
    function().ifPresent(arn -> needs.add(invocation(arn)));
    KeyUse.of(operation, request, target.secret(), caller.region())
        .forEach(use -> needs.add(key(use)));
    return needs;
  }

  private Need secret(String name) {
    return new Need(
        "secretsmanager:" + name,
        target.arn(),
        target.said(),
        target.account(caller),
        policy,
        context,
        "");
  }

  /**
   * The ARN of the function that RotateSecret invokes: the one that is given, or remembered. Empty
   * for every other call.
   */
  Optional<String> function() {
    RotationState stored = target.secret().map(Secret::rotation).orElse(null);
    return Members.text(request, "RotationLambdaARN")
        .or(() -> Optional.ofNullable(stored == null ? null : stored.functionArn()))
        .filter(function -> operation.equals("RotateSecret"))
        .map(
            function ->
                function.startsWith("arn:")
                    ? function
                    : "arn:aws:lambda:%s:%s:function:%s"
                        .formatted(caller.region(), caller.account(), function));
  }

  private Need key(KeyUse use) {
    Map<String, List<String>> keys = new HashMap<>();
    String region = use.region();
    String suffix = region.startsWith("cn-") ? "amazonaws.com.cn" : "amazonaws.com";
    keys.put("kms:ViaService", List.of("secretsmanager.%s.%s".formatted(region, suffix)));
    keys.put("kms:EncryptionContext:SecretARN", List.of(target.arn()));
    keys.put("kms:EncryptionContext:SecretVersionId", List.of(use.version()));
    keys.put("kms:EncryptionContextKeys", List.of("SecretARN", "SecretVersionId"));
    keys.put("kms:EncryptionAlgorithm", List.of("SYMMETRIC_DEFAULT"));
    forwarded(keys);
    String arn = CustomerKey.arn(use.keyId(), target, region);
    Optional<PolicyDocument> policy = credentials.keyPolicy(arn);
    return new Need(
        use.action(),
        arn,
        arn,
        policy.isPresent() ? CustomerKey.account(arn) : caller.account(),
        policy.orElse(PolicyDocument.NONE),
        keys,
        // AWS stops after the sentence, which does not say what to grant.
        "Access to KMS is not allowed. ");
  }

  /**
   * Whether a function's policy has to name the caller as well AWS does not say; here it has not.
   */
  private Need invocation(String arn) {
    Map<String, List<String>> keys = new HashMap<>();
    forwarded(keys);
    return new Need(
        "lambda:InvokeFunction", arn, arn, caller.account(), PolicyDocument.NONE, keys, "");
  }

  /** What another service is asked on the caller's behalf. */
  private static void forwarded(Map<String, List<String>> keys) {
    keys.put("aws:ViaAWSService", List.of("true"));
    keys.put("aws:CalledVia", List.of(SERVICE));
    keys.put("aws:CalledViaFirst", List.of(SERVICE));
    keys.put("aws:CalledViaLast", List.of(SERVICE));
  }
}
