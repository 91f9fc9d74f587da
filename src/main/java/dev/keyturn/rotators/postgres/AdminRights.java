package dev.keyturn.rotators.postgres;

import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds out, before anything is changed, what an administrator may not copy.
 *
 * @see <a href="https://www.postgresql.org/docs/current/role-attributes.html">PostgreSQL: role
 *     attributes</a>
 */
final class AdminRights {

  private static final String BY_SUPERUSER = "use an admin who is a superuser";

  /** What is missing, and the statement that a superuser would run, or other remedy. */
  private final Map<String, String> missing = new LinkedHashMap<>();

  private final SessionFacts admin;

  private AdminRights(SessionFacts admin) {
    this.admin = admin;
  }

  /**
   * Refuses what cannot succeed.
   *
   * @param pending the user whose password is set
   * @param reserved parameters that the administrator may not set
   */
  static void require(
      SessionFacts admin,
      RolePair pair,
      Difference difference,
      String pending,
      List<String> reserved) {
    if (admin.isSuperuser()) {
      return;
    }
    AdminRights rights = new AdminRights(admin);
    if (pair.original().attributes().has(Attribute.SUPERUSER)
        || difference.before().has(Attribute.SUPERUSER)) {
      // Who has it lacks nothing else.
      rights.missing.put("SUPERUSER", BY_SUPERUSER);
      rights.refuse(pair);
    }
    rights.attributes(difference);
    rights.roles(pair, difference, pending);
    difference.revoked().forEach(membership -> rights.revocation(membership, difference.name()));
    reserved.forEach(rights::parameter);
    rights.refuse(pair);
  }

  private void attributes(Difference difference) {
    if (!admin.attributes().has(Attribute.CREATEROLE)) {
      missing.put("CREATEROLE", alterAdmin(Attribute.CREATEROLE));
    }
    Set<Attribute> changed = EnumSet.of(Attribute.REPLICATION, Attribute.BYPASSRLS);
    if (admin.grantsAreSeparate()) {
      // Since version 16, whoever has one of these may give it; before, CREATEROLE covers CREATEDB.
      changed.add(Attribute.CREATEDB);
    }
    changed.retainAll(difference.after().differing(difference.before()));
    for (Attribute attribute : changed) {
      if (!admin.grantsAreSeparate()) {
        missing.put(attribute.name(), BY_SUPERUSER);
      } else if (!admin.attributes().has(attribute)) {
        missing.put(attribute.name(), alterAdmin(attribute));
      }
    }
  }

  private void roles(RolePair pair, Difference difference, String pending) {
    if (admin.grantsAreSeparate()) {
      pair.alternate().ifPresent(this::administration);
      if (pending.equals(pair.original().name())) {
        administration(pair.original());
      }
    }
    difference.granted().forEach(this::membership);
    difference.revoked().forEach(this::membership);
  }

  private void administration(Role role) {
    if (!role.administrable()) {
      adminOption(role.name());
    }
  }

  private void membership(Membership membership) {
    if (membership.superuser()) {
      missing.put("SUPERUSER to grant '" + membership.group() + "'", BY_SUPERUSER);
    } else if (admin.grantsAreSeparate() && !membership.grantable()) {
      adminOption(membership.group());
    }
  }

  private void revocation(Membership membership, String alternate) {
    if (!membership.revocable()) {
      missing.put(
          "the privileges of those who granted '%s' to '%s'"
              .formatted(membership.group(), alternate),
          "REVOKE %s FROM %s GRANTED BY %s"
              .formatted(
                  Sql.identifier(membership.group()),
                  Sql.identifier(alternate),
                  Sql.identifier(membership.grantors().get(0))));
    }
  }

  private void parameter(String name) {
    missing.put(
        "SET on parameter '" + name + "'",
        admin.hasParameterPrivileges()
            ? "GRANT SET ON PARAMETER %s TO %s"
                .formatted(Sql.identifier(name), Sql.identifier(admin.user()))
            : BY_SUPERUSER);
  }

  private void adminOption(String role) {
    missing.put(
        "ADMIN OPTION on role '" + role + "'",
        "GRANT %s TO %s WITH ADMIN OPTION"
            .formatted(Sql.identifier(role), Sql.identifier(admin.user())));
  }

  private String alterAdmin(Attribute attribute) {
    return "ALTER ROLE " + Sql.identifier(admin.user()) + " " + attribute;
  }

  private void refuse(RolePair pair) {
    if (missing.isEmpty()) {
      return;
    }
    throw new RotationException(
        Reason.PRIVILEGE_MISSING,
        "the admin '%s' may not make '%s' like '%s'; it lacks %s"
            .formatted(
                admin.user(),
                pair.alternateName(),
                pair.original().name(),
                String.join(", ", missing.keySet())),
        remedy());
  }

  private String remedy() {
    if (missing.containsValue(BY_SUPERUSER)) {
      return "Name an admin who is a superuser in member 'masterarn', or take from the original what"
          + " only superusers may give";
    }
    return "Run as a superuser: " + String.join("; ", new ArrayList<>(missing.values()));
  }
}
