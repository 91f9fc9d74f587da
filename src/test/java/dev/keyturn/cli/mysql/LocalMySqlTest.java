package dev.keyturn.cli.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.cli.servers.ServerFolder;
import dev.keyturn.secret.SecretText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LocalMySqlTest {

  @Test
  void wantsPasswordsLogsNoneAndLeavesNothingBehind() throws Exception {
    Path folder;
    try (LocalMySql server =
        LocalMySql.builder().setting("max-connections", "17").logStatements().start()) {
      folder = server.log().getParent();
      try (Connection connection = server.connect();
          Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery(
                  "SELECT CONCAT_WS(' ', VERSION(), @@max_connections, @@have_ssl,"
                      + " GROUP_CONCAT(user, '@', host ORDER BY user)) FROM mysql.user"
                      + " WHERE account_locked = 'N'")) {
        row.next();
        // No other account lets anybody in.
        assertThat(row.getString(1)).isEqualTo("8.0.15 17 YES admin@%");
      }
      assertThatThrownBy(() -> server.connect(LocalMySql.SUPERUSER, SecretText.of("wrong")).close())
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(1045));
      assertThat(server.caFile()).content().startsWith("-----BEGIN CERTIFICATE-----\n");
      assertThat(Files.readString(server.statementLog(), StandardCharsets.UTF_8))
          .contains("SELECT CONCAT_WS", "CREATE USER 'admin'@'%' IDENTIFIED BY <secret>")
          .doesNotContain(server.password().reveal());
    }
    assertThat(folder).isNotNull().doesNotExist();
  }

  @Test
  void quotesTheServersLogWhenItDoesNotStart() {
    assertThatThrownBy(() -> LocalMySql.builder().setting("no-such-thing", "1").start().close())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("MySQL did not start: ")
        .hasMessageContaining("unknown variable 'no-such-thing=1'");
  }

  @Test
  void keepsItsTemporaryTablesToItself() throws Exception {
    assertThatTemporaryTablesAreItsOwn(LocalMySql.builder());
  }

  @Test
  @Tag("apt-servers")
  void mariaDbKeepsItsTemporaryTablesToItself() throws Exception {
    assertThatTemporaryTablesAreItsOwn(LocalMySql.mariaDb());
  }

  /** A server that starts deletes those that it finds, of whichever server they are. */
  private static void assertThatTemporaryTablesAreItsOwn(LocalMySql.Builder builder)
      throws Exception {
    try (LocalMySql server = builder.start();
        Connection connection = server.connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT @@tmpdir")) {
      row.next();
      assertThat(Path.of(row.getString(1))).isEqualTo(server.log().getParent());
    }
  }

  /** It has servers of its own, one after the other. */
  @Test
  void mariaDbsInstallerKeepsItsTemporaryTablesToItselfToo() throws Exception {
    ServerFolder folder = ServerFolder.create("mariadb");
    try {
      Path installer = folder.folder().resolve("installer");
      Files.writeString(installer, "#!/bin/sh\necho \"$@\"\nexit 1\n");
      Files.setPosixFilePermissions(installer, PosixFilePermissions.fromString("rwx------"));

      assertThatThrownBy(() -> new MariaDbDistribution(installer, installer).initialise(folder))
          .isInstanceOf(IOException.class)
          .hasMessage(installer + " failed");
      assertThat(folder.log()).content().contains(" --tmpdir=" + folder.folder() + " ");
    } finally {
      folder.delete();
    }
  }

  /** What the source beside it says, and no more than that. */
  @Test
  void theLibraryIsTheOneWhoseSourceLiesBesideIt() throws Exception {
    try (InputStream text = LocalMySql.class.getResourceAsStream("libaio.so.1.gz.base64");
        InputStream library = new GZIPInputStream(Base64.getMimeDecoder().wrap(text))) {
      byte[] bytes = library.readAllBytes();

      assertThat(bytes).hasSizeLessThan(2_000).startsWith(0x7f, 'E', 'L', 'F');
      assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
          .contains("io_setup", "io_submit", "io_getevents", "io_destroy", "libaio.so.1")
          .doesNotContain("libc.so");
    }
  }
}
