package dev.keyturn.rotators.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Who changes, what it may do, and how the server stores passwords.
 *
 * @param user the role in whose name statements run
 * @param attributes what that role has
 * @param version the server's major version
 * @param encryption {@code password_encryption}
 * @param scramIterations {@code scram_iterations}, or what servers without it use
 * @param restricted whether {@code rds.restrict_password_commands} keeps this role from changing
 *     passwords
 */
record SessionFacts(
    String user,
    Attributes attributes,
    int version,
    String encryption,
    int scramIterations,
    boolean restricted) {

  // postgresql.org/docs/16/release-16.html: CREATEROLE, memberships; /docs/15/release-15.html:
  // GRANT
  // ON PARAMETER
  private static final int SEPARATE_GRANTS = 16;
  private static final int PARAMETER_PRIVILEGES = 15;
  private static final int VERSIONS = 10_000;

  // The parameter and the role are Amazon RDS's:
  // docs.aws.amazon.com/AmazonRDS/latest/UserGuide/Appendix.PostgreSQL.CommonDBATasks.RestrictPasswordMgmt.html
  private static final String QUERY =
      """
      SELECT r.*,
             pg_catalog.current_setting('server_version_num')::int AS version,
             pg_catalog.current_setting('password_encryption') AS encryption,
             coalesce(pg_catalog.current_setting('scram_iterations', true)::int, 4096) AS iterations,
             coalesce(pg_catalog.current_setting('rds.restrict_password_commands', true)
                      IN ('on', '1', 'true'), false)
               AND NOT EXISTS (SELECT FROM pg_catalog.pg_roles p
                               WHERE p.rolname = 'rds_password'
                                 AND pg_catalog.pg_has_role(p.oid, 'MEMBER')) AS restricted
      FROM pg_catalog.pg_roles r
      WHERE r.rolname = current_user
      """;

  static SessionFacts read(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(QUERY)) {
      row.next();
      return new SessionFacts(
          row.getString("rolname"),
          Attributes.read(row),
          row.getInt("version") / VERSIONS,
          row.getString("encryption"),
          row.getInt("iterations"),
          row.getBoolean("restricted"));
    }
  }

  /** Servers before 14 also say "on", and mean MD5. */
  boolean storesMd5() {
    return !encryption.equals("scram-sha-256");
  }

  /** Whether CREATEROLE alone suffices for no role, and each grantor's grant stands by itself. */
  boolean grantsAreSeparate() {
    return version >= SEPARATE_GRANTS;
  }

  boolean hasParameterPrivileges() {
    return version >= PARAMETER_PRIVILEGES;
  }

  boolean isSuperuser() {
    return attributes.has(Attribute.SUPERUSER);
  }
}
