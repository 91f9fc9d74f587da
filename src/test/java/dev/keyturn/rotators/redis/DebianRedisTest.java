package dev.keyturn.rotators.redis;

import static dev.keyturn.rotation.Step.CREATE_SECRET;
import static dev.keyturn.rotation.Step.FINISH_SECRET;
import static dev.keyturn.rotation.Step.SET_SECRET;
import static dev.keyturn.rotation.Step.TEST_SECRET;
import static dev.keyturn.secret.StagingLabel.CURRENT;
import static dev.keyturn.secret.StagingLabel.PREVIOUS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotators.RotationScene;
import dev.keyturn.rotators.redis.RedisNode.Users;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The newer server that Debian packages, where permissions are given for parts of a command; {@code
 * .ci/run} gives the program in redis-tools its name.
 */
@Tag("apt-servers")
class DebianRedisTest {

  private static final Path SERVER = Path.of("target/apt/redis-server").toAbsolutePath();

  @TempDir Path folder;

  private RotationScene scene;

  @BeforeEach
  void prepare() {
    assertThat(SERVER).as("Debian's redis-server, which .ci/run links").isExecutable();
    scene = new RotationScene(RedisRotator::new);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @ParameterizedTest
  @EnumSource
  void oneUser(Users users) throws Exception {
    try (RedisNode node = RedisNode.start(SERVER, folder, users)) {
      assertThat(node.text("INFO", "server")).contains("redis_version:7.");
      node.user("app", "first-password", "~*", "&*", "+@all");
      scene.secret(node.secret("app", "first-password")).rotate();
      if (users != Users.MEMORY) {
        node.restart();
      }
      scene.rotate();

      assertThat(node.login("app", scene.member(CURRENT, "password"))).isEqualTo("accepted");
      assertThat(node.login("app", scene.member(PREVIOUS, "password"))).isEqualTo("accepted");
      assertThat(node.login("app", "first-password")).isEqualTo("WRONGPASS");
    }
  }

  /** What docs/engines/redis.md says that an admin needs. */
  @Test
  void theAdminWithTheLeastPrivilege() throws Exception {
    try (RedisNode node = RedisNode.start(SERVER, folder, Users.ACL_FILE)) {
      node.user("app", "first-password", "~app:*", "+get");
      node.user("keeper", "admin-password", "+acl|getuser", "+acl|setuser");
      String admin = scene.adminSecret(node.secret("keeper", "admin-password"));
      scene.secret(RotationScene.with(node.secret("app", "first-password"), "masterarn", admin));
      scene.begin().run(CREATE_SECRET);

      RotationException failure = scene.failure(SET_SECRET);
      assertThat(failure.reason()).isEqualTo(Reason.PRIVILEGE_MISSING);
      assertThat(failure)
          .hasMessage(
              scene.message(
                  SET_SECRET,
                  "saving the users with ACL SAVE at 'localhost', port %d failed: NOPERM this user"
                      + " has no permissions to run the 'acl|save' command. Run as an administrator:"
                      + " ACL SETUSER keeper +acl.",
                  node.port()));

      node.run("ACL", "SETUSER", "keeper", "+acl|save");
      scene.run(SET_SECRET, TEST_SECRET, FINISH_SECRET).rotate();
      node.restart();
      assertThat(node.login("app", scene.member(CURRENT, "password"))).isEqualTo("accepted");
      assertThat(node.login("app", "first-password")).isEqualTo("WRONGPASS");
    }
  }
}
