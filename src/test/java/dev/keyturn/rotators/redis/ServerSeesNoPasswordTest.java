package dev.keyturn.rotators.redis;

import static dev.keyturn.rotation.Step.CREATE_SECRET;
import static dev.keyturn.rotation.Step.SET_SECRET;
import static dev.keyturn.secret.StagingLabel.CURRENT;
import static dev.keyturn.secret.StagingLabel.PENDING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.rotators.RotationScene;
import dev.keyturn.rotators.redis.RedisNode.Users;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever reads what the server tells about commands, users and itself finds no password. */
class ServerSeesNoPasswordTest {

  @Test
  void inNothingThatItTellsOrWrites(@TempDir Path folder) throws Exception {
    try (RedisNode node =
            RedisNode.start(folder, Users.ACL_FILE, "loglevel debug", "slowlog-log-slower-than 0");
        RotationScene scene = new RotationScene(RedisRotator::new);
        Monitor monitor = new Monitor(node)) {
      node.user("app", "canary-first", "~*", "+@all");
      scene.secret(node.secret("app", "canary-first"));
      List<String> passwords = new ArrayList<>(List.of("canary-first"));
      scene.rotate();
      passwords.add(scene.member(CURRENT, "password"));
      scene.rotate();
      passwords.add(scene.member(CURRENT, "password"));
      scene.begin().run(CREATE_SECRET);
      passwords.add(scene.member(PENDING, "password"));
      node.run("ACL", "SETUSER", "app", "-acl");
      scene.failure(SET_SECRET);
      node.run("PING");

      String heard =
          String.join(
              "\n",
              monitor.untilPing(),
              node.text("ACL", "LOG"),
              node.text("SLOWLOG", "GET", "1000"),
              node.text("ACL", "LIST"),
              node.text("INFO"),
              Files.readString(node.log()),
              Files.readString(node.file("users.acl")));

      assertThat(heard).contains("AUTH", "reason", "auth", "acl", "user app on #");
      for (String password : passwords) {
        assertThat(heard).doesNotContain(password);
        assertThat(scene.log().toString()).doesNotContain(password);
      }
    }
  }

  /** The connection that is told of every command. */
  private static final class Monitor implements AutoCloseable {

    private final Socket socket;
    private final BufferedReader lines;

    Monitor(RedisNode node) throws Exception {
      socket = new Socket(InetAddress.getLoopbackAddress(), node.port());
      socket.setSoTimeout(10_000);
      OutputStream out = socket.getOutputStream();
      out.write(
          "AUTH %s\r\nMONITOR\r\n"
              .formatted(RedisNode.ADMIN_PASSWORD)
              .getBytes(StandardCharsets.UTF_8));
      lines =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
      assertThat(List.of(lines.readLine(), lines.readLine())).containsOnly("+OK");
    }

    String untilPing() throws Exception {
      StringBuilder heard = new StringBuilder();
      String line;
      do {
        line = lines.readLine();
        heard.append(line).append('\n');
      } while (!line.contains("\"PING\""));
      return heard.toString();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }
}
