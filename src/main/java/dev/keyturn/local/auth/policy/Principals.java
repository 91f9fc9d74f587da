package dev.keyturn.local.auth.policy;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The principals that a {@code Principal} or {@code NotPrincipal} element lists.
 *
 * @param negated whether it lists whom the statement is not about
 * @param listed account ids, ARNs, names of services, or {@code *}
 */
record Principals(boolean negated, List<String> listed) {

  private static final Pattern ACCOUNT = Pattern.compile("(?:arn:[^:]+:iam::)?(\\d{12})(?::root)?");

  private static final Pattern ACCOUNT_ID = Pattern.compile("\\d{12}");
  private static final int ARN_ACCOUNT = 4;

  PrincipalMatch match(Identity caller) {
    PrincipalMatch best = PrincipalMatch.NOT_NAMED;
    for (String name : listed) {
      PrincipalMatch match = match(name, caller);
      best = match.compareTo(best) > 0 ? match : best;
    }
    if (!negated) {
      return best;
    }
    return best == PrincipalMatch.NOT_NAMED ? PrincipalMatch.ITSELF : PrincipalMatch.NOT_NAMED;
  }

  private static PrincipalMatch match(String name, Identity caller) {
    if (name.equals("*") || name.equals(caller.arn()) || name.equals(caller.sessionArn())) {
      return PrincipalMatch.ITSELF;
    }
    var account = ACCOUNT.matcher(name);
    return account.matches() && account.group(1).equals(caller.account())
        ? PrincipalMatch.BY_ACCOUNT
        : PrincipalMatch.NOT_NAMED;
  }

  /** The accounts of those listed, as far as their names tell. */
  Stream<String> accounts() {
    return listed.stream()
        .map(name -> name.startsWith("arn:") ? name.split(":", -1)[ARN_ACCOUNT] : name)
        .filter(ACCOUNT_ID.asMatchPredicate());
  }
}
