package dev.keyturn.rotators.postgres;

import dev.keyturn.cli.postgres.LocalPostgres;
import dev.keyturn.rotators.LogPart;
import dev.keyturn.secret.SecretText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A real server as its superuser sees it, from a moment on. */
final class Database {

  /** The one user who may log in with a password that is stored as MD5. */
  static final String MD5_USER = "old_client";

  private static final String SESSIONS =
      "SELECT usename || ': ' || query FROM pg_stat_activity WHERE application_name = 'keyturn'";

  private static final AtomicInteger NAMES = new AtomicInteger();

  private final LocalPostgres server;
  private final LogPart log;

  Database(LocalPostgres server) throws IOException {
    this.server = server;
    this.log = LogPart.of(server.log());
  }

  LocalPostgres server() {
    return server;
  }

  /** A name that no other test has. */
  static String freshName(String stem) {
    return stem + "_" + NAMES.incrementAndGet();
  }

  /** Runs statements as the superuser, in one session. */
  void run(String... statements) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /**
   * Creates a role that may log in. Quoted by the server, so that what a test expects does not
   * depend on the quoting that it tests; and kept out of the log, in which a test looks for
   * passwords.
   */
  void createUser(String name, String password, String attributes) throws SQLException {
    try (Connection connection = server.connect();
        Statement statement = connection.createStatement();
        PreparedStatement quoting =
            connection.prepareStatement(
                "SELECT format('CREATE ROLE %I LOGIN PASSWORD %L ', ?, ?)")) {
      statement.execute("SET log_statement = none");
      statement.execute("SET log_min_duration_statement = -1");
      // A login with it costs little.
      statement.execute("SET scram_iterations = 1");
      quoting.setString(1, name);
      quoting.setString(2, password);
      try (ResultSet quoted = quoting.executeQuery()) {
        quoted.next();
        statement.execute(quoted.getString(1) + attributes);
      }
    }
  }

  /** The first column of every row, as text. */
  List<String> list(String query) throws SQLException {
    try (Connection connection = server.connect()) {
      return list(connection, query);
    }
  }

  static List<String> list(Connection connection, String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      List<String> list = new ArrayList<>();
      while (rows.next()) {
        list.add(rows.getString(1));
      }
      return list;
    }
  }

  String one(String query) throws SQLException {
    return String.valueOf(list(query).get(0));
  }

  /** Logs in and out again; gives {@code "accepted"} or the SQLState. */
  String login(String user, String password) {
    return login("postgres", user, password);
  }

  String login(String database, String user, String password) {
    try {
      server.connect(database, user, SecretText.of(password)).close();
      return "accepted";
    } catch (SQLException e) {
      return String.valueOf(e.getSQLState());
    }
  }

  /** Everything about all roles that a rotation could change. */
  List<String> catalog() throws SQLException {
    return list(
        """
        SELECT a::text FROM pg_authid a
        UNION ALL SELECT m::text FROM pg_auth_members m
        UNION ALL SELECT s::text FROM pg_db_role_setting s
        ORDER BY 1
        """);
  }

  /** Sets a parameter of the whole server, and waits until new sessions have it. */
  void configure(String parameter, String value) throws SQLException {
    run("ALTER SYSTEM SET %s = %s".formatted(parameter, Sql.literal(value)));
    reload(parameter, value);
  }

  /** Takes back what {@link #configure} did. */
  void unconfigure(String parameter) throws SQLException {
    String before = one("SELECT boot_val FROM pg_settings WHERE name = " + Sql.literal(parameter));
    run("ALTER SYSTEM RESET " + parameter);
    reload(parameter, before);
  }

  private void reload(String parameter, String value) throws SQLException {
    run("SELECT pg_reload_conf()");
    Instant end = Instant.now().plusSeconds(10);
    while (!one("SHOW " + parameter).equals(value)) {
      if (Instant.now().isAfter(end)) {
        throw new AssertionError(parameter + " is still " + one("SHOW " + parameter));
      }
    }
  }

  /** The server takes a moment to notice that a session has ended. */
  void awaitNoSessions() {
    Instant end = Instant.now().plusSeconds(10);
    try (Connection connection = server.connect()) {
      while (!list(connection, SESSIONS).isEmpty()) {
        if (Instant.now().isAfter(end)) {
          throw new AssertionError("sessions are left: " + list(connection, SESSIONS));
        }
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** What a role is, apart from its name and password. */
  String attributes(String role) throws SQLException {
    return one(
        """
        SELECT ROW(rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication,
                   rolbypassrls, rolconnlimit, coalesce(rolvaliduntil, 'infinity'))::text
        FROM pg_roles WHERE rolname = %s
        """
            .formatted(Sql.literal(role)));
  }

  /** The groups of a role and the options of its memberships, whoever granted them. */
  List<String> memberships(String role) throws SQLException {
    return list(
        """
        SELECT g.rolname || ': ' || concat_ws(', ', CASE WHEN bool_or(admin_option) THEN 'admin' END,
               CASE WHEN bool_or(inherit_option) THEN 'inherit' END,
               CASE WHEN bool_or(set_option) THEN 'set' END)
        FROM pg_auth_members m
        JOIN pg_roles u ON u.oid = m.member JOIN pg_roles g ON g.oid = m.roleid
        WHERE u.rolname = %s GROUP BY g.rolname ORDER BY 1
        """
            .formatted(Sql.literal(role)));
  }

  /** What a role sets for its sessions, by database. */
  List<String> settings(String role) throws SQLException {
    return list(
        """
        SELECT coalesce(d.datname, '*') || ': ' || unnest(setconfig)
        FROM pg_db_role_setting s JOIN pg_roles r ON r.oid = s.setrole
        LEFT JOIN pg_database d ON d.oid = s.setdatabase
        WHERE r.rolname = %s ORDER BY 1
        """
            .formatted(Sql.literal(role)));
  }

  /** What the server has logged from that moment on. */
  String log() throws IOException {
    return log.read(StandardCharsets.UTF_8);
  }

  Path caFile() {
    return server.caFile();
  }
}
