package dev.keyturn.local.auth.policy;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * One question to the policies.
 *
 * @param caller who asks
 * @param action for instance {@code secretsmanager:GetSecretValue}
 * @param resource an ARN, or {@code *} for an action that has none
 * @param account whose resource it is
 * @param context the condition keys, whatever their case, and their values
 */
public record AccessRequest(
    Identity caller,
    String action,
    String resource,
    String account,
    Map<String, List<String>> context) {

  /** Keys are compared in any case, those of tags too, as IAM does. */
  public AccessRequest {
    Map<String, List<String>> lower = new TreeMap<>();
    context.forEach((key, values) -> lower.put(key.toLowerCase(Locale.ROOT), List.copyOf(values)));
    context = lower;
  }

  List<String> values(String key) {
    return context.getOrDefault(key.toLowerCase(Locale.ROOT), List.of());
  }

  boolean crossesAccounts() {
    return !caller.account().equals(account);
  }
}
