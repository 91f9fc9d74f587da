package dev.keyturn.local.auth;

import dev.keyturn.local.auth.policy.PolicyDocument;
import java.util.List;
import java.util.Map;

/**
 * One permission that a call needs.
 *
 * @param action for instance {@code secretsmanager:GetSecretValue}
 * @param resource its ARN, or {@code *}
 * @param said how the message names the resource; empty if it does not
 * @param account whose resource it is
 * @param policy the resource's own policy
 * @param context condition keys besides the caller's
 * @param before what the message begins with
 */
record Need(
    String action,
    String resource,
    String said,
    String account,
    PolicyDocument policy,
    Map<String, List<String>> context,
    String before) {

  /** Whether it is the use of a key that has a policy. */
  boolean keyWithPolicy() {
    return action.startsWith("kms:") && policy != PolicyDocument.NONE;
  }

  /** AWS's message. */
  String refusal(String user, String words) {
    String on = said.isEmpty() ? "" : " on resource: " + said;
    return "%sUser: %s is not authorized to perform: %s%s %s"
        .formatted(before, user, action, on, words);
  }
}
