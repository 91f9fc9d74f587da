package dev.keyturn.rotation;

import dev.keyturn.credential.PasswordLimits;
import dev.keyturn.credential.PasswordPolicy;
import dev.keyturn.settings.Settings;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The function's configuration, as far as it concerns the protocol: {@code ROTATION_STRATEGY},
 * {@code PROMPT_PROMOTION}, {@code LOGIN_BUDGET}, {@code ADMIN_HOSTS} and the options of passwords.
 *
 * @param strategy the strategy, or empty to let the secret choose
 * @param passwords how passwords are made
 * @param promptPromotion whether setSecret also tests and promotes
 * @param loginBudget how many logins one step may try
 * @param adminHosts hosts to which an administrator whose secret names none may log in
 */
record RotationOptions(
    Optional<StrategyName> strategy,
    PasswordPolicy passwords,
    boolean promptPromotion,
    int loginBudget,
    List<String> adminHosts) {

  private static final int DEFAULT_LOGINS = 5;
  private static final int FEWEST_LOGINS = 3;
  private static final int MOST_LOGINS = 20;

  static RotationOptions from(Settings settings, PasswordLimits limits) {
    return new RotationOptions(
        settings.word("ROTATION_STRATEGY", StrategyName.WORDS),
        PasswordPolicy.from(settings, limits),
        settings.flag("PROMPT_PROMOTION", false),
        settings.number("LOGIN_BUDGET", DEFAULT_LOGINS, FEWEST_LOGINS, MOST_LOGINS),
        settings.list("ADMIN_HOSTS"));
  }

  boolean allowsAdminAt(String host) {
    return adminHosts.stream()
        .anyMatch(
            allowed -> allowed.toLowerCase(Locale.ROOT).equals(host.toLowerCase(Locale.ROOT)));
  }
}
