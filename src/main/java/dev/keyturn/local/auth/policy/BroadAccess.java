package dev.keyturn.local.auth.policy;

import java.util.Locale;
import java.util.Set;

/**
 * Tells statements that let everybody in from those whose conditions keep all but some out.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status">The
 *     meaning of "public"</a>
 */
final class BroadAccess {

  /** Of these, one with fixed values keeps everybody else out. */
  private static final Set<String> CONFINING_KEYS =
      Set.of(
          "aws:sourcearn",
          "aws:sourcevpc",
          "aws:sourcevpce",
          "aws:sourceaccount",
          "aws:sourceowner",
          "aws:sourceorgid",
          "aws:sourceip",
          "aws:principalarn",
          "aws:principalaccount",
          "aws:principalorgid",
          "aws:userid");

  private static final Set<String> CONFINING_OPERATORS =
      Set.of(
          "StringEquals",
          "StringEqualsIgnoreCase",
          "StringLike",
          "ArnEquals",
          "ArnLike",
          "IpAddress");

  private BroadAccess() {}

  static boolean isGrantedBy(Statement statement) {
    Principals principals = statement.principals();
    return statement.effect() == Effect.ALLOW
        && (principals.negated() || principals.listed().contains("*"))
        && statement.conditions().stream().noneMatch(BroadAccess::confines);
  }

  /** A condition that also holds without its key confines nobody. */
  private static boolean confines(Condition condition) {
    return CONFINING_KEYS.contains(condition.key().toLowerCase(Locale.ROOT))
        && CONFINING_OPERATORS.contains(condition.operator().name())
        && condition.quantifier() != Quantifier.FOR_ALL_VALUES
        && !condition.ifExists()
        && !condition.values().isEmpty()
        && condition.values().stream().allMatch(BroadAccess::fixed);
  }

  private static boolean fixed(String value) {
    return !value.contains("*")
        && !value.contains("?")
        && !value.contains("${")
        && !value.endsWith("/0");
  }
}
