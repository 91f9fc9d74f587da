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

  boolean root() {
    return arn.toLowerCase(Locale.ROOT).endsWith(":root");
  }
}
