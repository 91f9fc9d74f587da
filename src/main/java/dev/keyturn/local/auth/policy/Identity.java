package dev.keyturn.local.auth.policy;

import java.util.Locale;

/**
 * Who asks.
 *
 * @param account twelve digits
 * @param arn the user's, role's or root's ARN, which is {@code aws:PrincipalArn}
 * @param sessionArn what AWS calls the caller: the role session's ARN, or {@code arn} itself
 */
public record Identity(String account, String arn, String sessionArn) {

  /**
   * A service of AWS that acts by itself, which only a resource's policy can allow.
   *
   * @param name for instance {@code secretsmanager.amazonaws.com}
   * @param account whose resource it asks about
   * @return the service
   */
  public static Identity service(String name, String account) {
    return new Identity(account, name, name);
  }

  boolean root() {
    return arn.toLowerCase(Locale.ROOT).endsWith(":root");
  }
}
