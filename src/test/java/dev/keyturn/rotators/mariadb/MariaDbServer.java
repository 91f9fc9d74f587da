package dev.keyturn.rotators.mariadb;

import dev.keyturn.cli.servers.Passwords;
import dev.keyturn.cli.servers.Ports;
import dev.keyturn.cli.servers.ServerCertificate;
import dev.keyturn.cli.servers.ServerFolder;
import dev.keyturn.rotators.mysqlprotocol.TestServer;
import dev.keyturn.secret.SecretText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.mariadb.jdbc.Configuration;
import org.mariadb.jdbc.NonRegisteringDriver;

/**
 * A server of Debian's packages mariadb-server-core and mariadb-client-core, which writes every
 * statement to its log; its plugins are mariadb-server's, unpacked into {@code target/apt}.
 */
final class MariaDbServer extends TestServer {

  /** One server for all test classes that ask for it, started by the first. */
  static final class Shared implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(Shared.class);

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType().equals(MariaDbServer.class);
    }

    @Override
    public MariaDbServer resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(NAMESPACE)
          .getOrComputeIfAbsent("server", name -> start(), MariaDbServer.class);
    }
  }

  private static final Path PLUGINS = Path.of("target/apt/usr/lib/mysql/plugin").toAbsolutePath();

  private final ServerFolder folder;
  private final Process process;
  private final int port;
  private final SecretText password;

  private MariaDbServer(ServerFolder folder, Process process, int port, SecretText password) {
    this.folder = folder;
    this.process = process;
    this.port = port;
    this.password = password;
  }

  private static MariaDbServer start() {
    try {
      for (String plugin : List.of("auth_ed25519.so", "simple_password_check.so")) {
        if (!Files.exists(PLUGINS.resolve(plugin))) {
          throw new IOException(
              "%s has no %s: unpack Debian's package mariadb-server into target/apt, as .ci/run does"
                  .formatted(PLUGINS, plugin));
        }
      }
      ServerFolder folder = ServerFolder.create("mariadb");
      ServerCertificate certificate = ServerCertificate.begin(folder.folder(), "localhost");
      Files.createDirectory(folder.data());
      certificate.installInto(folder.data());
      run(
          folder,
          "mariadb-install-db",
          "--no-defaults",
          "--user=" + System.getProperty("user.name"),
          "--datadir=" + folder.data(),
          "--auth-root-authentication-method=normal",
          "--skip-test-db",
          "--force");
      SecretText password = Passwords.random();
      Path users =
          Files.write(
              folder.folder().resolve("users.sql"),
              List.of(
                  "CREATE USER 'admin'@'%%' IDENTIFIED BY '%s';".formatted(password.reveal()),
                  "GRANT ALL ON *.* TO 'admin'@'%' WITH GRANT OPTION;",
                  "CREATE DATABASE appdb;"));
      int port = Ports.free();
      Process process =
          new ProcessBuilder(command(folder, port, users))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log().toFile()))
              .start();
      MariaDbServer server = new MariaDbServer(folder, process, port, password);
      server.awaitLogin();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private static List<String> command(ServerFolder folder, int port, Path users) {
    List<String> command = new ArrayList<>(List.of("mariadbd", "--no-defaults"));
    command.add("--user=" + System.getProperty("user.name"));
    command.add("--datadir=" + folder.data());
    command.add("--socket=" + folder.folder().resolve("s"));
    command.add("--pid-file=" + folder.folder().resolve("pid"));
    command.add("--port=" + port);
    command.add("--bind-address=127.0.0.1");
    command.add("--init-file=" + users);
    command.add("--plugin-dir=" + PLUGINS);
    command.add("--plugin-load-add=auth_ed25519");
    command.add("--skip-log-bin");
    command.add("--skip-name-resolve");
    command.add("--innodb-log-file-size=4M");
    command.add("--innodb-buffer-pool-size=16M");
    command.add("--character-set-server=utf8mb4");
    command.add("--ssl-ca=" + folder.caFile());
    command.add("--ssl-cert=" + folder.data().resolve("server.crt"));
    command.add("--ssl-key=" + folder.data().resolve("server.key"));
    command.add("--general-log=1");
    command.add("--general-log-file=" + folder.folder().resolve("statements.log"));
    return command;
  }

  private static void run(ServerFolder folder, String... command)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.log().toFile()))
            .start();
    if (process.waitFor() != 0) {
      throw new IOException(command[0] + " failed:" + folder.endOfLog());
    }
  }

  private void awaitLogin() throws IOException, InterruptedException {
    Instant end = Instant.now().plusSeconds(30);
    while (!login(superuser(), password.reveal()).equals("accepted")) {
      if (!process.isAlive() || Instant.now().isAfter(end)) {
        throw new IOException("MariaDB did not start:" + folder.endOfLog());
      }
      Thread.sleep(20);
    }
  }

  @Override
  public String product() {
    return "MariaDB";
  }

  @Override
  public String engine() {
    return "mariadb";
  }

  @Override
  public String host() {
    return "localhost";
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public String superuser() {
    return "admin";
  }

  @Override
  public SecretText superuserPassword() {
    return password;
  }

  @Override
  public Connection connect(String user, SecretText secret) throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", user);
    properties.setProperty("password", secret.reveal());
    properties.setProperty("sslMode", "disable");
    return NonRegisteringDriver.connect(
        Configuration.parse("jdbc:mariadb://localhost:" + port + "/", properties));
  }

  @Override
  public Path statementLog() {
    return folder.folder().resolve("statements.log");
  }

  @Override
  public Path caFile() {
    return folder.caFile();
  }

  @Override
  protected List<String> tables() {
    return List.of(
        "global_priv",
        "db",
        "tables_priv",
        "columns_priv",
        "procs_priv",
        "proxies_priv",
        "roles_mapping");
  }

  /** As the hash, since this server's log has statements as they come. */
  @Override
  protected String identified(String text) {
    return "IDENTIFIED BY PASSWORD '%s'"
        .formatted(Hash.MYSQL_NATIVE_PASSWORD.of(SecretText.of(text)));
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    folder.delete();
  }
}
