package dev.keyturn.rotators.postgres;

import java.util.ArrayList;
import java.util.List;

/** Writes a difference as statements, in the order in which they can be run. */
final class Changes {

  private final Difference difference;
  private final String role;
  private final boolean separateGrants;
  private final List<Change> changes = new ArrayList<>();

  private Changes(Difference difference, boolean separateGrants) {
    this.difference = difference;
    this.role = Sql.identifier(difference.name());
    this.separateGrants = separateGrants;
  }

  static List<Change> of(Difference difference, SessionFacts facts) {
    Changes writer = new Changes(difference, facts.grantsAreSeparate());
    writer.attributes();
    difference.revoked().forEach(writer::revoke);
    difference.granted().forEach(writer::grant);
    difference.reset().forEach(writer::reset);
    difference.set().forEach(writer::set);
    return writer.changes;
  }

  private void attributes() {
    List<String> words = difference.after().wordsFrom(difference.before());
    if (difference.creates()) {
      add("creating role '%s'", "CREATE ROLE " + role + " " + String.join(" ", words));
    } else if (!words.isEmpty()) {
      add("changing role '%s'", "ALTER ROLE " + role + " " + String.join(" ", words));
    }
  }

  private void revoke(Membership membership) {
    String what = "revoking '" + membership.group() + "' from '%s'";
    String revoke = "REVOKE " + Sql.identifier(membership.group()) + " FROM " + role;
    if (separateGrants) {
      membership
          .grantors()
          .forEach(grantor -> add(what, revoke + " GRANTED BY " + Sql.identifier(grantor)));
    } else {
      add(what, revoke);
    }
  }

  private void grant(Membership membership) {
    Membership.Options options = membership.options();
    String with = options.admin() ? " WITH ADMIN OPTION" : "";
    if (separateGrants) {
      with =
          " WITH ADMIN %s, INHERIT %s, SET %s"
              .formatted(options.admin(), options.inherit(), options.set());
    }
    add(
        "granting '" + membership.group() + "' to '%s'",
        "GRANT " + Sql.identifier(membership.group()) + " TO " + role + with);
  }

  private void reset(Parameter parameter) {
    add(
        "resetting " + parameter + " of role '%s'",
        "ALTER ROLE " + role + parameter.place() + " RESET " + Sql.identifier(parameter.name()));
  }

  private void set(Parameter parameter, String value) {
    add(
        "setting " + parameter + " of role '%s'",
        "ALTER ROLE %s%s SET %s TO %s"
            .formatted(
                role,
                parameter.place(),
                Sql.identifier(parameter.name()),
                ParameterValue.literals(parameter.name(), value)));
  }

  private void add(String what, String sql) {
    changes.add(new Change(what.replace("%s", difference.name()), sql));
  }
}
