package dev.keyturn.cli.postgres;

import dev.keyturn.cli.servers.Passwords;
import dev.keyturn.cli.servers.Ports;
import dev.keyturn.cli.servers.ServerCertificate;
import dev.keyturn.cli.servers.SqlServer;
import dev.keyturn.secret.SecretText;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A PostgreSQL server of its own, listening on the loopback address unless it is told otherwise:
 * every login needs its password, by SCRAM-SHA-256, and TLS is on.
 *
 * <p>Starts in about two seconds; the first start on a machine also unpacks the binaries, 60 MB,
 * into the temporary directory. Closing it, or the end of the JVM, stops it and deletes all else.
 * Thread-safe.
 */
public final class LocalPostgres implements SqlServer {

  /** The superuser's name, and that of a database which is always there. */
  public static final String SUPERUSER = "postgres";

  private static final String HOST = "localhost";

  private final EmbeddedPostgres server;
  private final Workplace workplace;
  private final SecretText password;
  private final Thread atExit = new Thread(this::end, "postgres-end");

  private LocalPostgres(EmbeddedPostgres server, Workplace workplace, SecretText password) {
    this.server = server;
    this.workplace = workplace;
    this.password = password;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Starts a server on a free port, with PostgreSQL's own settings.
   *
   * @return a server that accepts logins
   * @throws IOException if it does not start; the message says why
   */
  public static LocalPostgres start() throws IOException {
    return builder().start();
  }

  /**
   * Prepares a server that differs from the usual one.
   *
   * @return a builder, for one server
   */
  public static Builder builder() {
    return new Builder();
  }

  @Override
  public String host() {
    return HOST;
  }

  @Override
  public int port() {
    return server.getPort();
  }

  /**
   * Gives the superuser's password.
   *
   * @return a random password
   */
  public SecretText password() {
    return password;
  }

  @Override
  public Path caFile() {
    return workplace.folder().caFile();
  }

  /**
   * Names the server's log.
   *
   * @return a file that grows
   */
  public Path log() {
    return workplace.folder().log();
  }

  @Override
  public Connection connect() throws SQLException {
    return connect(SUPERUSER, SUPERUSER, password);
  }

  @Override
  public Connection connect(String user, SecretText secret) throws SQLException {
    return connect(SUPERUSER, user, secret);
  }

  /**
   * Logs in as anybody, with the driver's own defaults.
   *
   * @param database which database
   * @param user which user
   * @param password its password
   * @return a new connection, which the caller closes
   * @throws SQLException if the server does not accept it
   */
  public Connection connect(String database, String user, SecretText password) throws SQLException {
    return server.getDatabase(SUPERUSER, database).getConnection(user, password.reveal());
  }

  /** All that the server has to say goes there. */
  @Override
  public Path statementLog() {
    return log();
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The JVM is ending, so the hook does the same; ending twice does no harm.
    }
    end();
  }

  private void end() {
    try {
      server.close();
    } catch (IOException e) {
      // Its process is gone or goes with the JVM; what is left is files, deleted next.
    }
    workplace.folder().delete();
  }

  /** Says how a server differs from the usual one. */
  public static final class Builder {

    private final Map<String, String> settings = new LinkedHashMap<>();
    private final Set<String> rules = new LinkedHashSet<>();
    private final List<String> hosts = new ArrayList<>(List.of(HOST));
    private int port;
    private Duration patience = Duration.ofSeconds(20);

    private Builder() {
      // Nothing but this server and this machine's loopback address: no socket file is left behind.
      settings.put("unix_socket_directories", "");
      settings.put("ssl", "on");
    }

    /**
     * Fixes the port.
     *
     * @param number the port, or 0 for a free one
     * @return this builder
     */
    public Builder port(int number) {
      port = number;
      return this;
    }

    /**
     * Sets a parameter of the server, as {@code postgresql.conf} would.
     *
     * @param name the parameter
     * @param value its value, without quotes
     * @return this builder
     */
    public Builder setting(String name, String value) {
      settings.put(name, value);
      return this;
    }

    /**
     * Has every statement written to the log.
     *
     * @return this builder
     */
    public Builder logStatements() {
      return setting("log_statement", "all");
    }

    /**
     * Adds a line to {@code pg_hba.conf}, before those that want SCRAM of everybody.
     *
     * @param rule for instance {@code host all old_client all md5}
     * @return this builder
     */
    public Builder rule(String rule) {
      rules.add(rule);
      return this;
    }

    /**
     * Lets clients of other machines and of containers in: listens on every address of this
     * machine, with a certificate for one more name.
     *
     * @param name what they call this machine
     * @return this builder
     */
    public Builder reachableAs(String name) {
      hosts.add(name);
      return setting("listen_addresses", "*");
    }

    Builder patience(Duration longest) {
      patience = longest;
      return this;
    }

    /**
     * Starts the server.
     *
     * @return a server that accepts logins
     * @throws IOException if it does not start; the message says why
     */
    public LocalPostgres start() throws IOException {
      Ports.requireFree(port);
      Workplace workplace = Workplace.create();
      SecretText password = Passwords.random();
      try {
        EmbeddedPostgres server = launch(workplace);
        LocalPostgres started = new LocalPostgres(server, workplace, password);
        try {
          started.requirePasswords(rules);
        } catch (SQLException | InterruptedException e) {
          started.close();
          throw new IOException("PostgreSQL started but could not be set up: " + e.getMessage(), e);
        }
        return started;
      } catch (IOException | RuntimeException e) {
        String log = workplace.folder().logExcerpt();
        workplace.folder().delete();
        throw new IOException("PostgreSQL did not start: " + e.getMessage() + log, e);
      }
    }

    private EmbeddedPostgres launch(Workplace workplace) throws IOException {
      ServerCertificate certificate =
          ServerCertificate.begin(workplace.folder().folder(), hosts.toArray(String[]::new));
      EmbeddedPostgres.Builder builder =
          EmbeddedPostgres.builder()
              .setPort(port)
              .setDataDirectory(workplace.data())
              .setCleanDataDirectory(true)
              .setRegisterShutdownHook(false)
              .setPGStartupWait(patience)
              .setOutputRedirector(
                  ProcessBuilder.Redirect.appendTo(workplace.folder().log().toFile()))
              .setDataDirectoryCustomizer(data -> workplace.install(certificate));
      settings.forEach((name, value) -> builder.setServerConfig(name, quotedForShell(value)));
      return builder.start();
    }

    /** The server's options go through a shell. */
    private static String quotedForShell(String value) {
      return "'" + value.replace("'", "'\\''") + "'";
    }
  }

  /** The binaries' initdb trusts everybody; from here on nobody is. */
  private void requirePasswords(Set<String> rules)
      throws SQLException, IOException, InterruptedException {
    try (Connection trusted = server.getPostgresDatabase().getConnection();
        Statement statement = trusted.createStatement()) {
      // Whatever a builder was told to have logged, this password is not.
      statement.execute("SET log_statement = none");
      statement.execute("SET log_min_duration_statement = -1");
      statement.execute("ALTER ROLE postgres PASSWORD '" + password.reveal() + "'");
      workplace.requirePasswords(rules);
      statement.execute("SELECT pg_reload_conf()");
    }
    awaitRefusal();
  }

  /** Reloading takes a moment, in which a wrong password would still be accepted. */
  private void awaitRefusal() throws SQLException, InterruptedException {
    for (int attempt = 0; attempt < 500; attempt++) {
      try {
        connect(SUPERUSER, SUPERUSER, SecretText.of("wrong")).close();
        Thread.sleep(10);
      } catch (SQLException e) {
        if ("28P01".equals(e.getSQLState())) {
          return;
        }
        throw e;
      }
    }
    throw new SQLException("it goes on accepting any password");
  }
}
