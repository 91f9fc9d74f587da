package dev.keyturn.rotators.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads roles from the system catalogue, from views that every user may read. */
final class RoleCatalog {

  private static final String ATTRIBUTES =
      """
      SELECT r.*, pg_catalog.pg_has_role(r.oid, 'MEMBER WITH ADMIN OPTION') AS administrable
      FROM pg_catalog.pg_roles r WHERE r.rolname = ?
      """;

  private static final String MEMBERSHIPS =
      """
      SELECT g.rolname AS group_name, g.rolsuper, a.admin_option,
             %s AS inherit_option, %s AS set_option, b.rolname AS grantor,
             pg_catalog.pg_has_role(g.oid, 'MEMBER WITH ADMIN OPTION') AS grantable,
             %s AS revocable
      FROM pg_catalog.pg_auth_members a
      JOIN pg_catalog.pg_roles m ON m.oid = a.member
      JOIN pg_catalog.pg_roles g ON g.oid = a.roleid
      LEFT JOIN pg_catalog.pg_roles b ON b.oid = a.grantor
      WHERE m.rolname = ?
      """;

  private static final String PARAMETERS =
      """
      SELECT d.datname, e.entry
      FROM pg_catalog.pg_db_role_setting s
      JOIN pg_catalog.pg_roles r ON r.oid = s.setrole
      LEFT JOIN pg_catalog.pg_database d ON d.oid = s.setdatabase
      CROSS JOIN LATERAL pg_catalog.unnest(s.setconfig) AS e (entry)
      WHERE r.rolname = ?
      """;

  /** Parameters that only superusers may set unless they were granted. */
  private static final String RESERVED =
      """
      SELECT s.name FROM pg_catalog.pg_settings s
      WHERE s.name = ANY (?) AND s.context IN ('superuser', 'superuser-backend')
      """;

  private static final String NOT_GRANTED =
      "AND NOT pg_catalog.has_parameter_privilege(s.name, 'SET')";

  private final Connection connection;
  private final SessionFacts facts;

  RoleCatalog(Connection connection, SessionFacts facts) {
    this.connection = connection;
    this.facts = facts;
  }

  Optional<Role> find(String name) throws SQLException {
    try (PreparedStatement statement = prepare(ATTRIBUTES, name);
        ResultSet row = statement.executeQuery()) {
      if (!row.next()) {
        return Optional.empty();
      }
      return Optional.of(
          new Role(
              name,
              Attributes.read(row),
              row.getBoolean("administrable"),
              memberships(name),
              parameters(name)));
    }
  }

  /** Those of the parameters that the one who asks may not set for others. */
  List<String> reserved(List<String> parameters) throws SQLException {
    String query = RESERVED + (facts.hasParameterPrivileges() ? NOT_GRANTED : "");
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setArray(1, connection.createArrayOf("text", parameters.toArray()));
      try (ResultSet rows = statement.executeQuery()) {
        List<String> reserved = new ArrayList<>();
        while (rows.next()) {
          reserved.add(rows.getString(1));
        }
        return reserved;
      }
    }
  }

  private SortedMap<String, Membership> memberships(String name) throws SQLException {
    boolean separate = facts.grantsAreSeparate();
    String query =
        MEMBERSHIPS.formatted(
            separate ? "a.inherit_option" : "true",
            separate ? "a.set_option" : "true",
            separate ? "pg_catalog.pg_has_role(a.grantor, 'USAGE')" : "true");
    SortedMap<String, Membership> memberships = new TreeMap<>();
    try (PreparedStatement statement = prepare(query, name);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        memberships.merge(row.getString("group_name"), membership(row), Membership::and);
      }
    }
    return memberships;
  }

  private static Membership membership(ResultSet row) throws SQLException {
    String grantor = row.getString("grantor");
    return new Membership(
        row.getString("group_name"),
        new Membership.Options(
            row.getBoolean("admin_option"),
            row.getBoolean("inherit_option"),
            row.getBoolean("set_option")),
        grantor == null ? List.of() : List.of(grantor),
        row.getBoolean("grantable"),
        row.getBoolean("revocable"),
        row.getBoolean("rolsuper"));
  }

  private SortedMap<Parameter, String> parameters(String name) throws SQLException {
    SortedMap<Parameter, String> parameters = new TreeMap<>();
    try (PreparedStatement statement = prepare(PARAMETERS, name);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        String entry = row.getString("entry");
        int end = entry.indexOf('=');
        parameters.put(
            new Parameter(row.getString("datname"), entry.substring(0, end)),
            entry.substring(end + 1));
      }
    }
    return parameters;
  }

  private PreparedStatement prepare(String query, String name) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(query);
    statement.setString(1, name);
    return statement;
  }
}
