package dev.keyturn.local.auth;

import dev.keyturn.local.secrets.RotationState;
import dev.keyturn.local.secrets.Secret;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The condition keys of Secrets Manager. A key of a request's member is there when the member is.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/service-authorization/latest/reference/list_awssecretsmanager.html">Condition
 *     keys for AWS Secrets Manager</a>
 */
final class ContextKeys {

  private static final String PREFIX = "secretsmanager:";

  /** Members whose key has the member's own name. */
  private static final List<String> OF_THAT_NAME =
      List.of(
          "Name",
          "Description",
          "KmsKeyId",
          "VersionId",
          "VersionStage",
          "RecoveryWindowInDays",
          "ForceDeleteWithoutRecovery",
          "BlockPublicPolicy",
          "RotationLambdaARN",
          "RotateImmediately",
          "ForceOverwriteReplicaSecret");

  private ContextKeys() {}

  static Map<String, List<String>> of(
      String operation, Map<String, Object> request, Target target, String region) {
    Map<String, List<String>> keys = new HashMap<>();
    for (String name : OF_THAT_NAME) {
      Optional.ofNullable(request.get(name))
          .ifPresent(value -> keys.put(PREFIX + name, List.of(value.toString())));
    }
    if (operation.equals("RotateSecret")) {
      keys.put(
          PREFIX + "ModifyRotationRules",
          List.of(Boolean.toString(request.get("RotationRules") != null)));
    }
    Members.text(request, "KmsKeyId")
        .ifPresent(
            id -> keys.put(PREFIX + "KmsKeyArn", List.of(CustomerKey.arn(id, target, region))));
    if (!target.said().isEmpty() && !operation.equals("CreateSecret")) {
      keys.put(PREFIX + "SecretId", List.of(target.arn()));
    }
    keys.put(PREFIX + "AddReplicaRegions", replicaRegions(request));
    tags(request, keys);
    target.secret().ifPresent(secret -> resource(secret, keys));
    return keys;
  }

  private static List<String> replicaRegions(Map<String, Object> request) {
    return Members.structures(request, "AddReplicaRegions").stream()
        .flatMap(region -> Members.text(region, "Region").stream())
        .toList();
  }

  private static void tags(Map<String, Object> request, Map<String, List<String>> keys) {
    for (Map<?, ?> tag : Members.structures(request, "Tags")) {
      Members.text(tag, "Key")
          .ifPresent(
              key ->
                  keys.put(
                      "aws:RequestTag/" + key, List.of(Members.text(tag, "Value").orElse(""))));
    }
    List<String> tagged =
        Members.structures(request, "Tags").stream()
            .flatMap(tag -> Members.text(tag, "Key").stream())
            .toList();
    keys.put("aws:TagKeys", tagged.isEmpty() ? Members.texts(request, "TagKeys") : tagged);
  }

  private static void resource(Secret secret, Map<String, List<String>> keys) {
    keys.put(
        PREFIX + "SecretPrimaryRegion",
        List.of(secret.primaryRegion().orElse(secret.key().scope().region())));
    RotationState rotation = secret.rotation();
    if (rotation != null && rotation.functionArn() != null) {
      keys.put(PREFIX + "resource/AllowRotationLambdaArn", List.of(rotation.functionArn()));
    }
    if (secret.tags() != null) {
      secret
          .tags()
          .forEach(
              (key, value) -> {
                keys.put(PREFIX + "ResourceTag/" + key, List.of(value));
                keys.put("aws:ResourceTag/" + key, List.of(value));
              });
    }
  }
}
