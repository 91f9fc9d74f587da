package dev.keyturn.local.auth.policy;

import java.util.List;

/** Compares ARNs part by part, so that a wildcard in one part does not reach into the next. */
final class Arns {

  private static final int PARTS = 6;

  private Arns() {}

  /**
   * As {@code ArnLike} and {@code ArnEquals} do, which are the same.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN">ARN
   *     condition operators</a>
   */
  static boolean like(Glob pattern, String arn) {
    List<Glob> wanted = pattern.parts(PARTS);
    String[] parts = arn.split(":", PARTS);
    return wanted.size() == PARTS && parts.length == PARTS && same(wanted, parts, PARTS);
  }

  /**
   * As a {@code Resource} element does: a pattern that ends early with a star covers the rest.
   *
   * @see <a
   *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html">Resource</a>
   */
  static boolean covers(Glob pattern, String resource) {
    if (pattern.onlyAny()) {
      return true;
    }
    List<Glob> wanted = pattern.parts(PARTS);
    int last = wanted.size() - 1;
    String[] parts = resource.split(":", wanted.size());
    boolean whole = wanted.size() == PARTS || wanted.get(last).endsWithAny();
    return whole && parts.length == wanted.size() && same(wanted, parts, wanted.size());
  }

  private static boolean same(List<Glob> wanted, String[] parts, int count) {
    for (int i = 0; i < count; i++) {
      if (!wanted.get(i).matches(parts[i])) {
        return false;
      }
    }
    return true;
  }
}
