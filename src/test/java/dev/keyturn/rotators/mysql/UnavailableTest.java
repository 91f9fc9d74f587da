package dev.keyturn.rotators.mysql;

import static dev.keyturn.rotation.Step.CREATE_SECRET;
import static dev.keyturn.rotation.Step.SET_SECRET;
import static dev.keyturn.secret.StagingLabel.CURRENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.cli.servers.Ports;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotators.RotationScene;
import dev.keyturn.rotators.mysqlprotocol.EngineTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Servers that cannot be asked: one login, a clear word, and the rotation goes on afterwards. */
@ExtendWith(MySqlServer.Shared.class)
class UnavailableTest extends EngineTest {

  private static final String LOGIN =
      "logging in with AWSPENDING as user '%s' at host 'localhost': ";

  /** What somebody does who listens in the server's place. */
  private interface Behaviour {
    void with(Socket client) throws IOException;
  }

  UnavailableTest(MySqlServer server) {
    super(server, MySqlRotator::new);
  }

  @Test
  void nobodyListens() throws Exception {
    int port = Ports.free();
    assertUnavailable(
        port,
        Reason.SERVICE_UNREACHABLE,
        "'localhost', port %2$d takes no connections: Connection refused. Start the service, correct"
            + " members 'host' and 'port', or let the function's security group in.");
  }

  @Test
  void somethingHangsUp() throws Exception {
    assertUnavailable(
        Socket::close,
        Reason.SERVICE_UNREACHABLE,
        "'localhost', port %2$d closed the connection. See that this service is what listens there,"
            + " and why its log says that it hung up.");
  }

  @Test
  void anotherServiceListens() throws Exception {
    assertUnavailable(
        client ->
            client
                .getOutputStream()
                .write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII)),
        Reason.SERVICE_FAILED,
        "what answers is no MySQL. See that it is MySQL that listens where members 'host' and 'port'"
            + " say.");
  }

  @Test
  void theServerNeverAnswers() throws Exception {
    Instant start = Instant.now();
    assertUnavailable(
        client -> {},
        Reason.SERVICE_UNREACHABLE,
        "'localhost', port %2$d did not answer in time. Let the function reach it: look at its"
            + " subnets, routes, security groups and network ACLs.");
    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(4));
  }

  /** Whether it was done, only the next run finds out. */
  @Test
  void theSessionIsKilledMeanwhile() throws Exception {
    scene.begin();
    scene.run(CREATE_SECRET);
    boolean[] done = new boolean[1];
    statements(
        sql -> {
          if (sql.startsWith("ALTER USER") && !done[0]) {
            done[0] = true;
            kill();
          }
          return sql;
        });

    RotationException failure = scene.failure(SET_SECRET);

    assertThat(failure.reason()).isEqualTo(Reason.SERVICE_UNREACHABLE);
    assertThat(failure)
        .hasMessageContaining("changing the password of " + account + " failed with 0 (08000): ")
        .hasMessageEndingWith(
            "; it is not known whether the password was changed. See why the connection broke; Secrets"
                + " Manager reattempts the rotation.");
    heal();
  }

  private void kill() {
    try {
      for (String id :
          server.list(
              "SELECT id FROM information_schema.processlist WHERE user = '" + user + "'")) {
        server.run("KILL " + id);
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private void assertUnavailable(Behaviour behaviour, Reason reason, String text) throws Exception {
    List<Socket> clients = new ArrayList<>();
    try (ServerSocket listener = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  while (true) {
                    Socket client = listener.accept();
                    clients.add(client);
                    behaviour.with(client);
                  }
                } catch (IOException e) {
                  // The test is over.
                }
              });
      thread.setDaemon(true);
      thread.start();
      assertUnavailable(listener.getLocalPort(), reason, text);
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }

  private void assertUnavailable(int port, Reason reason, String text) throws Exception {
    scene.put(RotationScene.with(json(), "port", port));
    scene.begin();
    scene.run(CREATE_SECRET);
    List<String> before = server.catalog();

    RotationException failure = scene.failure(SET_SECRET, Duration.ofSeconds(2));

    assertThat(failure)
        .hasMessage(
            "%s", SET_SECRET + " of " + scene.id() + ": " + (LOGIN + text).formatted(user, port));
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(scene.last().logins()).isEqualTo(1);
    assertThat(server.catalog()).isEqualTo(before);
    scene.put(json());
    scene.rotate();
    assertThat(login(CURRENT)).isEqualTo("accepted");
  }
}
