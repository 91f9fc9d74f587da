package dev.keyturn.rotators.mysqlprotocol;

import dev.keyturn.rotators.mysqlprotocol.Privilege.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What an account has to lose and to get, to be allowed what another one is.
 *
 * @param ungranted objects whose privileges it may not pass on any more
 * @param revoked what to take away
 * @param granted what to give
 */
record PrivilegeDifference(
    List<String> ungranted, List<Privilege> revoked, List<Privilege> granted) {

  static PrivilegeDifference of(List<Privilege> wanted, List<Privilege> held) {
    List<Privilege> revoked =
        held.stream()
            .filter(privilege -> !privilege.what().equals(Privilege.USAGE))
            .filter(privilege -> !covers(wanted, privilege))
            .toList();
    List<String> ungranted = ungranted(wanted, held);
    List<Privilege> granted = new ArrayList<>();
    for (Privilege privilege : wanted) {
      if (!held.contains(privilege)
          || loses(privilege, ungranted)
          || revoked.stream().anyMatch(gone -> takesAlong(gone, privilege))) {
        granted.add(privilege);
      }
    }
    return new PrivilegeDifference(ungranted, revoked, granted);
  }

  /** Everything that the account has and the other has not. */
  List<String> surplus() {
    List<String> surplus = new ArrayList<>();
    ungranted.forEach(where -> surplus.add("GRANT OPTION ON " + where));
    revoked.stream()
        .filter(privilege -> privilege.kind() != Kind.DENIAL)
        .forEach(privilege -> surplus.add(privilege.toString()));
    return surplus;
  }

  /**
   * Writes the difference as statements, in the order in which they can be run.
   *
   * @param who the account that is to run them
   */
  List<Change> changes(Account account, Account who) {
    List<Change> changes = new ArrayList<>();
    for (String where : ungranted) {
      String option = "GRANT OPTION ON " + where;
      changes.add(
          new Change(
              "revoking " + option + " from " + account,
              "REVOKE " + option + " FROM " + account,
              ""));
    }
    for (Privilege privilege : grouped(revoked)) {
      changes.add(revoking(privilege, account, who));
    }
    for (Privilege privilege : grouped(granted)) {
      changes.add(granting(privilege, account, who));
    }
    return changes;
  }

  /** A denial is revoked by a grant, and the other way round. */
  private static Change revoking(Privilege privilege, Account account, Account who) {
    return new Change(
        "revoking " + privilege + " from " + account,
        privilege.kind() == Kind.DENIAL ? privilege.grant(account) : privilege.revoke(account),
        privilege.transferable().grant(who));
  }

  private static Change granting(Privilege privilege, Account account, Account who) {
    return new Change(
        "granting " + privilege + " to " + account,
        privilege.kind() == Kind.DENIAL ? privilege.revoke(account) : privilege.grant(account),
        privilege.transferable().grant(who));
  }

  /** Privileges on one object are one statement; denials come last, after what they restrict. */
  private static List<Privilege> grouped(List<Privilege> privileges) {
    Map<Privilege, List<String>> groups = new LinkedHashMap<>();
    List<Privilege> sorted = new ArrayList<>(privileges);
    sorted.sort(Comparator.comparing(Privilege::kind));
    for (Privilege privilege : sorted) {
      // MariaDB takes one role at a time.
      Privilege key = privilege.kind() == Kind.ROLE ? privilege : privilege.of("");
      groups.computeIfAbsent(key, group -> new ArrayList<>()).add(privilege.what());
    }
    return groups.entrySet().stream()
        .map(group -> group.getKey().of(String.join(", ", group.getValue())))
        .toList();
  }

  /** Whether it may stay: it is wanted, or part of ALL PRIVILEGES that are. */
  private static boolean covers(List<Privilege> wanted, Privilege held) {
    return wanted.stream()
        .anyMatch(
            privilege ->
                (privilege.isSameAs(held) && keepsAdminOption(privilege, held))
                    || (held.kind() == Kind.PRIVILEGE
                        && privilege.what().equals(Privilege.ALL)
                        && privilege.isAt(Kind.PRIVILEGE, held.where())));
  }

  /** That of a role is taken away with the role only. */
  private static boolean keepsAdminOption(Privilege wanted, Privilege held) {
    return held.kind() != Kind.ROLE || wanted.grantable() || !held.grantable();
  }

  private static List<String> ungranted(List<Privilege> wanted, List<Privilege> held) {
    Set<String> objects = new LinkedHashSet<>();
    for (Privilege privilege : held) {
      if (privilege.kind() == Kind.PRIVILEGE
          && privilege.grantable()
          && !mayPassOn(wanted, privilege)) {
        objects.add(privilege.where());
      }
    }
    return List.copyOf(objects);
  }

  private static boolean mayPassOn(List<Privilege> wanted, Privilege held) {
    List<Privilege> there =
        wanted.stream().filter(other -> other.isAt(Kind.PRIVILEGE, held.where())).toList();
    return there.stream().anyMatch(Privilege::grantable)
        && there.stream().allMatch(other -> other.grantable() || !other.isSameAs(held));
  }

  private static boolean loses(Privilege privilege, List<String> ungranted) {
    return privilege.kind() == Kind.PRIVILEGE
        && privilege.grantable()
        && ungranted.contains(privilege.where());
  }

  /** REVOKE ALL PRIVILEGES takes every one there is. */
  private static boolean takesAlong(Privilege gone, Privilege privilege) {
    return gone.what().equals(Privilege.ALL) && privilege.isAt(gone.kind(), gone.where());
  }
}
