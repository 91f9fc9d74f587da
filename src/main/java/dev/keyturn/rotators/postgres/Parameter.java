package dev.keyturn.rotators.postgres;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * A parameter that a role sets for its sessions.
 *
 * @param database the database for whose sessions only, or null for all
 * @param name the parameter
 */
record Parameter(@Nullable String database, String name) implements Comparable<Parameter> {

  /** The parameter that names the role as which a session acts. */
  static final Parameter ROLE = new Parameter(null, "role");

  private static final Comparator<Parameter> ORDER =
      Comparator.comparing(Parameter::place).thenComparing(Parameter::name);

  @Override
  public int compareTo(Parameter other) {
    return ORDER.compare(this, other);
  }

  /** Where it holds, as ALTER ROLE says it. */
  String place() {
    return database == null ? "" : " IN DATABASE " + Sql.identifier(database);
  }

  @Override
  public String toString() {
    return "'" + name + "'" + (database == null ? "" : " in database '" + database + "'");
  }
}
