package dev.keyturn.rotators.mariadb;

import dev.keyturn.cli.mysql.LocalMySql;
import dev.keyturn.rotators.SharedServer;
import dev.keyturn.rotators.mysqlprotocol.TestServer;
import dev.keyturn.secret.SecretText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;

/**
 * A server of Debian's packages mariadb-server-core and mariadb-client-core, which writes every
 * statement to its log; its plugins are mariadb-server's, unpacked into {@code target/apt}.
 */
final class MariaDbServer extends TestServer {

  /** One server for all test classes of a JVM. */
  static final class Shared extends SharedServer<LocalMySql, MariaDbServer> {

    private static final FutureTask<LocalMySql> SERVER = new FutureTask<>(MariaDbServer::start);

    Shared() {
      super(SERVER, MariaDbServer.class, MariaDbServer::new);
    }
  }

  private static final Path PLUGINS = Path.of("target/apt/usr/lib/mysql/plugin").toAbsolutePath();

  private MariaDbServer(LocalMySql server) throws IOException {
    super(server);
  }

  private static LocalMySql start() throws IOException {
    for (String plugin : List.of("auth_ed25519.so", "simple_password_check.so")) {
      if (!Files.exists(PLUGINS.resolve(plugin))) {
        throw new IOException(
            "%s has no %s: unpack Debian's package mariadb-server into target/apt, as .ci/run does"
                .formatted(PLUGINS, plugin));
      }
    }
    return LocalMySql.mariaDb()
        .setting("plugin-dir", PLUGINS.toString())
        .setting("plugin-load-add", "auth_ed25519")
        .logStatements()
        .start();
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
}
