package dev.keyturn.rotators.redis;

import static dev.keyturn.secret.StagingLabel.CURRENT;
import static dev.keyturn.secret.StagingLabel.PREVIOUS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.rotators.RotationScene;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Names and passwords that would end a command, a rule or a line if they were let. */
class HostileTextTest {

  @TempDir static Path folder;

  private static RedisNode node;

  private RotationScene scene;

  @BeforeAll
  static void start() throws Exception {
    node = RedisNode.start(folder);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @BeforeEach
  void prepare() {
    scene = new RotationScene(RedisRotator::new);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  static Stream<String> names() {
    return Stream.of(
        "it's",
        "a\"quoted\"name",
        "back\\slash\\",
        "x;+@all",
        "100%s%d%",
        "${HOME}{}$$$1",
        "me@host:6379/0?ssl=false",
        "#0000000000000000000000000000000000000000000000000000000000000000",
        ">password",
        "nopass",
        "Upper",
        "naïve漢字😀",
        "n".repeat(1000));
  }

  @ParameterizedTest
  @MethodSource("names")
  void anyNameThatTheServerTakes(String name) throws Exception {
    node.user(name, "first-password", "~*", "+@all");
    scene.secret(node.secret(name, "first-password"));

    scene.rotate().rotate();
    node.restart();

    assertThat(scene.member(CURRENT, "username")).isEqualTo(name);
    assertThat(node.login(name, scene.member(CURRENT, "password"))).isEqualTo("accepted");
    assertThat(node.login(name, scene.member(PREVIOUS, "password"))).isEqualTo("accepted");
    assertThat(node.login(name, "first-password")).isEqualTo("WRONGPASS");
  }

  static Stream<String> passwords() {
    return Stream.of(
        "'\" \\ ; % $ { } @ :",
        "#not-a-hash",
        "!<>~&+-@all",
        "line\r\nACL SETUSER evil on nopass +@all",
        "naïve 漢字 😀",
        " space around ",
        "p".repeat(4096));
  }

  @ParameterizedTest
  @MethodSource("passwords")
  void anyPassword(String password) {
    String user = RedisNode.freshName("app");
    node.user(user, password, "~*", "+@all");
    Map<String, Object> secret = node.secret(user, password);
    scene.secret(secret);

    scene.rotate().rotate();

    assertThat(node.login(user, scene.member(CURRENT, "password"))).isEqualTo("accepted");
    assertThat(node.login(user, password)).isEqualTo("WRONGPASS");
    assertThat(node.text("ACL", "LIST")).doesNotContain("evil");
  }

  /** Every character that a password may have, in the longest that can be made. */
  @Test
  void theLongestPasswordOfEveryCharacter() {
    String user = RedisNode.freshName("app");
    node.user(user, "first-password", "~*", "+@all");
    scene
        .secret(node.secret(user, "first-password"))
        .variable("PASSWORD_LENGTH", "4096")
        .variable("EXCLUDE_CHARACTERS", "~")
        .variable("INCLUDE_SPACE", "true");

    scene.rotate();

    assertThat(scene.member(CURRENT, "password")).hasSize(4096).contains("'", "\"", "\\", " ");
    assertThat(node.login(user, scene.member(CURRENT, "password"))).isEqualTo("accepted");
  }
}
