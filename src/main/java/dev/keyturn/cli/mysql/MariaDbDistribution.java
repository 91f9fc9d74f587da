package dev.keyturn.cli.mysql;

import dev.keyturn.cli.servers.Programs;
import dev.keyturn.cli.servers.ServerFolder;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * MariaDB's programs, as they are installed on this machine.
 *
 * @param server the server
 * @param installer makes its data directory
 */
record MariaDbDistribution(Path server, Path installer) implements Distribution {

  private static final String REMEDY =
      "Run as root: apt-get install mariadb-server-core mariadb-client-core";

  static MariaDbDistribution prepare() throws IOException {
    return new MariaDbDistribution(
        Programs.find("mariadbd", REMEDY), Programs.find("mariadb-install-db", REMEDY));
  }

  @Override
  public void initialise(ServerFolder folder) throws IOException, InterruptedException {
    Files.createDirectory(folder.data());
    List<String> command = new ArrayList<>(List.of(installer.toString(), "--no-defaults", user()));
    command.add("--datadir=" + folder.data());
    command.add(Distribution.temporary(folder));
    command.add("--auth-root-authentication-method=normal");
    command.add("--skip-test-db");
    command.add("--force");
    Process process =
        process(command).redirectOutput(Redirect.appendTo(folder.log().toFile())).start();
    process.getOutputStream().close();
    if (process.waitFor() != 0) {
      throw new IOException(installer + " failed");
    }
  }

  @Override
  public List<String> command(ServerFolder folder) {
    List<String> command = new ArrayList<>(List.of(server.toString(), "--no-defaults", user()));
    command.add("--datadir=" + folder.data());
    command.add(Distribution.temporary(folder));
    command.add("--innodb-log-file-size=4M");
    command.add("--innodb-buffer-pool-size=16M");
    return command;
  }

  /** Who is root has to say that it is on purpose. */
  private static String user() {
    return "--user=" + System.getProperty("user.name");
  }

  @Override
  public ProcessBuilder process(List<String> command) {
    return new ProcessBuilder(command).redirectErrorStream(true);
  }

  /** Under several host names. */
  @Override
  public List<String> removals() {
    return List.of(
        "DELETE FROM mysql.global_priv WHERE user IN ('root', '');", "FLUSH PRIVILEGES;");
  }
}
