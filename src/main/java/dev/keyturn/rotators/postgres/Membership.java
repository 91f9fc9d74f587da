package dev.keyturn.rotators.postgres;

import java.util.ArrayList;
import java.util.List;

/**
 * A role's membership in another, whoever granted it.
 *
 * @param group the role that it is a member of
 * @param options what the membership allows
 * @param grantors who granted it; since version 16 each of them separately
 * @param grantable whether the one who asks may grant the group to others
 * @param revocable whether the one who asks may revoke what the grantors granted
 * @param superuser whether the group is a superuser, which only superusers may grant
 */
record Membership(
    String group,
    Options options,
    List<String> grantors,
    boolean grantable,
    boolean revocable,
    boolean superuser) {

  /**
   * What a membership allows; inherit and set are options since version 16.
   *
   * @param admin to grant the group to others
   * @param inherit to have the group's privileges
   * @param set to act as the group
   */
  record Options(boolean admin, boolean inherit, boolean set) {

    /** What GRANT gives without a word to a role with INHERIT. */
    static final Options USUAL = new Options(false, true, true);

    Options or(Options other) {
      return new Options(admin || other.admin, inherit || other.inherit, set || other.set);
    }
  }

  /** Several grants of one group allow what any of them allows. */
  Membership and(Membership other) {
    List<String> all = new ArrayList<>(grantors);
    all.addAll(other.grantors);
    return new Membership(
        group, options.or(other.options), all, grantable, revocable && other.revocable, superuser);
  }

  /** The grant of an original to its alternate. */
  static Membership of(Role original) {
    return new Membership(
        original.name(),
        Options.USUAL,
        List.of(),
        original.administrable(),
        true,
        original.attributes().has(Attribute.SUPERUSER));
  }
}
