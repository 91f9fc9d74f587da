package dev.keyturn.rotators.mariadb;

import dev.keyturn.cli.mysql.LocalMySql;
import dev.keyturn.rotators.mysqlprotocol.TestServer;
import dev.keyturn.secret.SecretText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

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

  private MariaDbServer(LocalMySql server) {
    super(server);
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
      return new MariaDbServer(
          LocalMySql.mariaDb()
              .setting("plugin-dir", PLUGINS.toString())
              .setting("plugin-load-add", "auth_ed25519")
              .logStatements()
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
