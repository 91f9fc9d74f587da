package dev.keyturn.cli.mysql;

import dev.keyturn.cli.servers.Passwords;
import dev.keyturn.cli.servers.Ports;
import dev.keyturn.cli.servers.ServerCertificate;
import dev.keyturn.cli.servers.ServerFolder;
import dev.keyturn.cli.servers.ServerProcess;
import dev.keyturn.cli.servers.SqlServer;
import dev.keyturn.secret.SecretText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.NonRegisteringDriver;

/**
 * A server of MySQL or MariaDB of its own, listening on the loopback address only, with TLS.
 *
 * <p>MySQL 8.0 comes with this program, for Linux on amd64 only. It starts in about a second; the
 * first start on a machine also unpacks the binaries and initialises a data directory, 130 MB, in
 * the temporary directory, and takes ten. MariaDB has to be installed, and starts in a second.
 * Closing a server, or the end of the JVM, stops it and deletes its data. Thread-safe.
 */
public final class LocalMySql implements SqlServer {

  /** A user who may do everything. */
  public static final String SUPERUSER = "admin";

  /** A database that is always there. */
  public static final String DATABASE = "appdb";

  private static final String HOST = "localhost";

  private final ServerProcess server;
  private final ServerFolder folder;
  private final int port;
  private final SecretText password;

  private LocalMySql(Process server, ServerFolder folder, int port, SecretText password) {
    this.server = new ServerProcess(server, folder);
    this.folder = folder;
    this.port = port;
    this.password = password;
  }

  /**
   * Prepares a MySQL that may differ from the usual one.
   *
   * @return a builder, for one server
   */
  public static Builder builder() {
    return new Builder("MySQL", MySqlDistribution::prepare);
  }

  /**
   * Prepares a MariaDB that may differ from the usual one.
   *
   * @return a builder, for one server
   */
  public static Builder mariaDb() {
    return new Builder("MariaDB", MariaDbDistribution::prepare);
  }

  @Override
  public String host() {
    return HOST;
  }

  @Override
  public int port() {
    return port;
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
    return folder.caFile();
  }

  /**
   * Names the server's folder, in which it finds files by relative paths.
   *
   * @return the data directory
   */
  public Path data() {
    return folder.data();
  }

  /** Empty unless {@link Builder#logStatements} was asked for. */
  @Override
  public Path statementLog() {
    return folder.folder().resolve("statements.log");
  }

  /**
   * Names the server's error log.
   *
   * @return a file that grows
   */
  public Path log() {
    return folder.log();
  }

  @Override
  public Connection connect() throws SQLException {
    return connect(SUPERUSER, password);
  }

  /** Without TLS. */
  @Override
  public Connection connect(String user, SecretText secret) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", secret.reveal());
    properties.setProperty("sslMode", "disable");
    properties.setProperty("allowPublicKeyRetrieval", "true");
    properties.setProperty("connectTimeout", "10000");
    return NonRegisteringDriver.connect(
        Configuration.parse("jdbc:mariadb://%s:%d/".formatted(HOST, port), properties));
  }

  @Override
  public void close() {
    server.close();
  }

  /** Says how a server differs from the usual one. */
  public static final class Builder {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Finds the server's programs. */
    private interface Preparation {
      Distribution prepare() throws IOException, InterruptedException;
    }

    private final String product;
    private final Preparation preparation;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private int port;
    private boolean logged;

    private Builder(String product, Preparation preparation) {
      this.product = product;
      this.preparation = preparation;
      settings.put("character-set-server", "utf8mb4");
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
     * Sets a variable of the server.
     *
     * @param name the variable
     * @param value its value
     * @return this builder
     */
    public Builder setting(String name, String value) {
      settings.put(name, value);
      return this;
    }

    /**
     * Has every statement written to a log.
     *
     * @return this builder
     */
    public Builder logStatements() {
      logged = true;
      return this;
    }

    /**
     * Starts the server.
     *
     * @return a server that accepts logins
     * @throws IOException if it does not start; the message says why
     */
    public LocalMySql start() throws IOException {
      Ports.requireFree(port);
      ServerFolder folder = ServerFolder.create(product.toLowerCase(Locale.ROOT));
      LocalMySql started = null;
      try {
        // MySQL's OpenSSL is of 2019, and set up without elliptic curves.
        ServerCertificate certificate = ServerCertificate.beginRsa(folder.folder(), HOST);
        Distribution distribution = preparation.prepare();
        distribution.initialise(folder);
        certificate.installInto(folder.data());
        SecretText password = Passwords.random();
        int chosen = port == 0 ? Ports.free() : port;
        Path users = writeUsers(distribution, folder, password);
        Process process =
            distribution
                .process(command(distribution, folder, chosen, users))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log().toFile()))
                .start();
        process.getOutputStream().close();
        started = new LocalMySql(process, folder, chosen, password);
        started.awaitLogin(PATIENCE);
        Files.delete(users);
        return started;
      } catch (IOException | SQLException | InterruptedException e) {
        String log = folder.logExcerpt();
        if (started == null) {
          folder.delete();
        } else {
          started.close();
        }
        throw new IOException(product + " did not start: " + e.getMessage() + log, e);
      }
    }

    private static Path writeUsers(
        Distribution distribution, ServerFolder folder, SecretText password) throws IOException {
      List<String> statements = new ArrayList<>();
      statements.add(
          "CREATE USER '%s'@'%%' IDENTIFIED BY '%s';".formatted(SUPERUSER, password.reveal()));
      statements.add("GRANT ALL ON *.* TO '%s'@'%%' WITH GRANT OPTION;".formatted(SUPERUSER));
      statements.add("CREATE DATABASE " + DATABASE + ";");
      statements.addAll(distribution.removals());
      return Files.write(folder.folder().resolve("users.sql"), statements);
    }

    private List<String> command(
        Distribution distribution, ServerFolder folder, int chosen, Path users) {
      List<String> command = new ArrayList<>(distribution.command(folder));
      command.add("--port=" + chosen);
      command.add("--bind-address=127.0.0.1");
      command.add("--skip-name-resolve");
      command.add("--skip-log-bin");
      command.add("--socket=" + folder.folder().resolve("s"));
      command.add("--pid-file=" + folder.folder().resolve("pid"));
      command.add("--init-file=" + users);
      command.add("--ssl-ca=" + folder.caFile());
      command.add("--ssl-cert=" + folder.data().resolve("server.crt"));
      command.add("--ssl-key=" + folder.data().resolve("server.key"));
      command.add("--innodb-flush-log-at-trx-commit=0");
      command.add("--innodb-doublewrite=0");
      command.add("--general-log=" + (logged ? 1 : 0));
      command.add("--general-log-file=" + folder.folder().resolve("statements.log"));
      settings.forEach((name, value) -> command.add("--" + name + "=" + value));
      return command;
    }
  }

  private void awaitLogin(Duration patience) throws SQLException, InterruptedException {
    Instant end = Instant.now().plus(patience);
    while (true) {
      try {
        connect().close();
        return;
      } catch (SQLException e) {
        if (!server.isAlive() || Instant.now().isAfter(end)) {
          throw e;
        }
      }
      Thread.sleep(20);
    }
  }
}
