package dev.keyturn.rotators.redis;

import static dev.keyturn.rotation.Step.CREATE_SECRET;
import static dev.keyturn.rotation.Step.SET_SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotators.RotationScene;
import dev.keyturn.rotators.redis.RedisNode.Users;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A server that cannot be asked says nothing about the credential: the step ends at once. */
class UnavailableTest {

  private RotationScene scene;

  @BeforeEach
  void prepare() {
    scene = new RotationScene(RedisRotator::new);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private RotationException failure(Map<String, Object> secret) {
    scene.secret(secret).begin().run(CREATE_SECRET);
    RotationException failure = scene.failure(SET_SECRET);
    assertThat(scene.last().logins()).as("logins").isEqualTo(1);
    assertThat(scene.last().rejectedLogins()).isZero();
    return failure;
  }

  private static Map<String, Object> secret(int port) {
    return Map.of(
        "engine", "valkey",
        "host", "127.0.0.1",
        "port", port,
        "username", "app",
        "password", "first-password",
        "ssl", false);
  }

  private void assertUnavailable(RotationException failure, Reason reason, String text) {
    assertThat(failure)
        .hasMessage(
            scene.message(
                SET_SECRET,
                "logging in with AWSPENDING as user 'app' at host '127.0.0.1': %s",
                text));
    assertThat(failure.reason()).isEqualTo(reason);
  }

  /** What a server may answer to AUTH besides yes and no. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ERR wrong number of arguments for 'auth' command | SERVICE_REFUSED | Upgrade the server to Redis 6 or newer, or Valkey: older ones know no users such as 'app'
          ERR unknown command `AUTH`           | SERVICE_REFUSED | Upgrade the server to Redis 6 or newer, or Valkey: older ones know no users such as 'app'
          ERR max number of clients reached    | CONNECTION_LIMIT | Close idle connections, or raise maxclients
          DENIED Redis is running in protected mode | SERVICE_REFUSED | Give the server's default user a password, or have it bind to the address that is used
          LOADING Redis is loading the dataset in memory | SERVICE_NOT_READY | Wait until the server is ready; Secrets Manager reattempts the rotation
          BUSY Redis is busy running a script  | SERVICE_NOT_READY | Wait until the server is ready; Secrets Manager reattempts the rotation
          ERR something else                   | SERVICE_FAILED | See that it is Redis or Valkey that listens there, and look into its log at this time
          """)
  void anAnswerThatIsNeither(String answer, Reason reason, String remedy) throws Exception {
    try (Answering server = new Answering("-" + answer + "\r\n")) {
      assertUnavailable(failure(secret(server.port())), reason, answer + ". " + remedy + ".");
    }
  }

  /** A part of a password is not known to be one, and would be in the log. */
  @Test
  void whatWasSentIsNotRepeated() throws Exception {
    String echo = "-ERR unknown command `AUTH`, with args beginning with: `app`, `first-pass\r\n";
    try (Answering server = new Answering(echo)) {
      RotationException failure = failure(secret(server.port()));

      assertUnavailable(
          failure,
          Reason.SERVICE_REFUSED,
          "ERR unknown command `AUTH`. Upgrade the server to Redis 6 or newer, or Valkey: older ones"
              + " know no users such as 'app'.");
      assertThat(failure).hasNoCause();
    }
  }

  @Test
  void somethingElseThatListens() throws Exception {
    try (Answering server = new Answering("HTTP/1.1 400 Bad Request\r\n\r\n")) {
      assertUnavailable(
          failure(secret(server.port())),
          Reason.SERVICE_FAILED,
          "Unknown reply: H. See that it is Redis or Valkey that listens there, and look into its"
              + " log at this time.");
    }
  }

  @Test
  void aServerThatHangsUp() throws Exception {
    try (Answering server = new Answering("")) {
      assertUnavailable(
          failure(secret(server.port())),
          Reason.SERVICE_UNREACHABLE,
          "'127.0.0.1', port %d closed the connection. See that this service is what listens there,"
                  .formatted(server.port())
              + " and why its log says that it hung up.");
    }
  }

  @Test
  void aPortThatIsClosed() throws Exception {
    int port = RedisNode.freePort();
    assertUnavailable(
        failure(secret(port)),
        Reason.SERVICE_UNREACHABLE,
        "'127.0.0.1', port %d takes no connections: Connection refused. Start the service, correct"
                .formatted(port)
            + " members 'host' and 'port', or let the function's security group in.");
  }

  @Test
  void aNameThatNobodyKnows() {
    RotationException failure = failure(RotationScene.with(secret(6379), "host", "redis.invalid"));

    assertThat(failure.reason()).isEqualTo(Reason.SERVICE_UNREACHABLE);
    assertThat(failure)
        .hasMessage(
            scene.message(
                SET_SECRET,
                "logging in with AWSPENDING as user 'app' at host 'redis.invalid': the host name"
                    + " 'redis.invalid' cannot be resolved. Correct member 'host', or let the"
                    + " function's network resolve the name."));
  }

  /** It takes connections and says nothing: the deadline of the invocation ends it. */
  @Test
  void aServerThatIsSilent() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      scene.secret(secret(silent.getLocalPort())).begin().run(CREATE_SECRET);

      RotationException failure = scene.failure(SET_SECRET, Duration.ofMillis(900));

      assertUnavailable(
          failure,
          Reason.SERVICE_UNREACHABLE,
          "'127.0.0.1', port %d did not answer in time. Let the function reach it: look at its"
                  .formatted(silent.getLocalPort())
              + " subnets, routes, security groups and network ACLs.");
      assertThat(scene.last().elapsed()).isLessThan(Duration.ofMillis(900));
    }
  }

  @Test
  void aServerWhoseConnectionsAreAllTaken(@TempDir Path folder) throws Exception {
    try (RedisNode node = RedisNode.start(folder, Users.ACL_FILE, "maxclients 10")) {
      node.user("app", "first-password", "~*", "+@all");
      List<Socket> taken = new ArrayList<>();
      for (int i = 0; i < 10; i++) {
        taken.add(answered(new Socket(InetAddress.getLoopbackAddress(), node.port())));
      }
      assertUnavailable(
          failure(secret(node.port())),
          Reason.CONNECTION_LIMIT,
          "ERR max number of clients reached. Close idle connections, or raise maxclients.");
      for (Socket each : taken) {
        each.close();
      }
    }
  }

  /** The server has taken the connection when it has said something. */
  private static Socket answered(Socket socket) throws IOException {
    socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.UTF_8));
    assertThat(socket.getInputStream().read()).isEqualTo('-');
    return socket;
  }

  /** A managed service, or a cautious administrator, may have taken the command away. */
  @Test
  void aServerWithoutTheCommand(@TempDir Path folder) throws Exception {
    try (RedisNode node =
        RedisNode.start(
            folder,
            Users.CONFIGURATION_FILE,
            "user app on >first-password ~* &* +@all",
            "rename-command ACL \"\"")) {
      scene.secret(secret(node.port())).begin().run(CREATE_SECRET);

      RotationException failure = scene.failure(SET_SECRET);

      assertThat(failure.reason()).isEqualTo(Reason.SERVICE_REFUSED);
      assertThat(failure)
          .hasMessage(
              scene.message(
                  SET_SECRET,
                  "reading user 'app' at '127.0.0.1', port %d failed: ERR unknown command `ACL`, with"
                      + " args beginning with: `GETUSER`, `app`. Let the server have the command"
                      + " ACL, which its configuration may rename or a managed service keep to"
                      + " itself.",
                  node.port()));
    }
  }

  /** A server that answers everything with one text and hangs up. */
  private static final class Answering implements AutoCloseable {

    private final ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());

    Answering(String text) throws IOException {
      Thread thread = new Thread(() -> serve(text), "answering");
      thread.setDaemon(true);
      thread.start();
    }

    int port() {
      return socket.getLocalPort();
    }

    private void serve(String text) {
      try {
        while (true) {
          try (Socket client = socket.accept()) {
            client.getInputStream().read(new byte[4096]);
            client.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
          }
        }
      } catch (SocketException e) {
        // closed by the test
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
