package dev.keyturn.cli.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.secret.SecretText;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalPostgresTest {

  @Test
  void wantsPasswordsSpeaksTlsAndLeavesNothingBehind() throws Exception {
    Path folder;
    int port;
    try (LocalPostgres server =
        LocalPostgres.builder()
            .setting("max_connections", "17")
            .setting("cluster_name", "it's $HOME")
            .setting("log_min_duration_statement", "0")
            .logStatements()
            .start()) {
      folder = server.log().getParent();
      port = server.port();
      try (Connection connection = server.connect();
          Statement statement = connection.createStatement()) {
        assertThat(one(statement, "SHOW max_connections")).isEqualTo("17");
        assertThat(one(statement, "SHOW cluster_name")).isEqualTo("it's $HOME");
        assertThat(one(statement, "SHOW password_encryption")).isEqualTo("scram-sha-256");
        assertThat(one(statement, "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"))
            .isEqualTo("t");
      }
      assertThatThrownBy(
              () ->
                  server
                      .connect("postgres", LocalPostgres.SUPERUSER, SecretText.of("wrong"))
                      .close())
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
      assertThat(server.caFile()).content().startsWith("-----BEGIN CERTIFICATE-----\n");
      assertThat(server.log())
          .content()
          .contains("SHOW max_connections")
          .doesNotContain(server.password().reveal());
    }
    assertThat(folder).isNotNull().doesNotExist();
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(socket.getLocalPort()).isEqualTo(port);
    }
    assertThat(Files.exists(Path.of(System.getProperty("java.io.tmpdir"), ".s.PGSQL." + port)))
        .isFalse();
  }

  @Test
  void saysThatAPortIsInUse() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = taken.getLocalPort();
      assertThatThrownBy(() -> LocalPostgres.builder().port(port).start().close())
          .isInstanceOf(IOException.class)
          .hasMessage("port " + port + " is in use: choose another one, or 0 for any");
    }
  }

  @Test
  void quotesTheServersLogWhenItDoesNotStart() {
    assertThatThrownBy(
            () ->
                LocalPostgres.builder()
                    .setting("no_such_thing", "1")
                    .patience(Duration.ofSeconds(1))
                    .start()
                    .close())
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("PostgreSQL did not start: ")
        .hasMessageContaining("unrecognized configuration parameter \"no_such_thing\"");
  }

  @Test
  void isReachableByAnotherNameOnceToldSo() throws Exception {
    try (LocalPostgres server = LocalPostgres.builder().reachableAs("db.example.com").start();
        Connection connection = server.connect();
        Statement statement = connection.createStatement()) {
      assertThat(one(statement, "SHOW listen_addresses")).isEqualTo("*");
      assertThat(names(server.log().resolveSibling("data/server.crt")))
          .contains("localhost", "db.example.com");
    }
  }

  private static List<Object> names(Path file) throws Exception {
    try (InputStream input = Files.newInputStream(file)) {
      X509Certificate certificate =
          (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(input);
      return certificate.getSubjectAlternativeNames().stream()
          .<Object>map(name -> name.get(1))
          .toList();
    }
  }

  private static String one(Statement statement, String sql) throws SQLException {
    try (ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return String.valueOf(row.getString(1));
    }
  }
}
