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
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A user who may do next to nothing, and an administrator who may change users. */
class AdminTest {

  @TempDir static Path folder;
  @TempDir static Path otherFolder;

  private static RedisNode node;
  private static RedisNode other;

  private RotationScene scene;
  private String user;
  private String admin;

  @BeforeAll
  static void start() throws Exception {
    node = RedisNode.start(folder);
    other = RedisNode.start(otherFolder);
  }

  @AfterAll
  static void stop() {
    node.close();
    other.close();
  }

  @BeforeEach
  void prepare() {
    scene = new RotationScene(RedisRotator::new);
    user = RedisNode.freshName("app");
    admin = RedisNode.freshName("keeper");
    for (RedisNode each : List.of(node, other)) {
      each.user(user, "first-password", "~app:*", "+get");
      each.user(admin, "admin-password", "+acl");
    }
  }

  @AfterEach
  void close() {
    scene.close();
    assertThat(node.sessions()).isEmpty();
    assertThat(other.sessions()).isEmpty();
  }

  private RotationScene setBy(Map<String, Object> adminSecret) {
    return setBy(adminSecret, node.secret(user, "first-password"));
  }

  private RotationScene setBy(Map<String, Object> adminSecret, Map<String, Object> secret) {
    return scene.secret(RotationScene.with(secret, "masterarn", scene.adminSecret(adminSecret)));
  }

  /** There is nothing to alternate: both passwords are of the one user. */
  @Test
  void anAdminSecretAloneMeansThatTheAdminSetsTheUser() {
    setBy(node.secret(admin, "admin-password")).rotate().rotate();

    assertThat(scene.member(CURRENT, "username")).isEqualTo(user);
    assertThat(node.login(user, scene.member(CURRENT, "password"))).isEqualTo("accepted");
    assertThat(node.login(user, scene.member(PREVIOUS, "password"))).isEqualTo("accepted");
    assertThat(node.login(user, "first-password")).isEqualTo("WRONGPASS");
    assertThat(node.passwords(admin)).isEqualTo(1);
  }

  @Test
  void usersDoNotAlternate() {
    setBy(node.secret(admin, "admin-password")).variable("ROTATION_STRATEGY", "alternating");

    RotationException failure = scene.begin().failure(CREATE_SECRET);

    assertThat(failure.reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
    assertThat(failure)
        .hasMessage(
            scene.message(
                CREATE_SECRET,
                "credentials of this rotator do not alternate. Set ROTATION_STRATEGY to single or"
                    + " admin."));
  }

  @Test
  void anAdminWhoMayNotChangeUsers() {
    node.run("ACL", "SETUSER", admin, "-acl");
    setBy(node.secret(admin, "admin-password")).begin().run(CREATE_SECRET);

    RotationException failure = scene.failure(SET_SECRET);

    assertThat(failure.reason()).isEqualTo(Reason.PRIVILEGE_MISSING);
    assertThat(failure)
        .hasMessage(
            scene.message(
                SET_SECRET,
                "reading user '%s' at 'localhost', port %d failed: NOPERM this user has no"
                    + " permissions to run the 'acl' command or its subcommand. Run as an"
                    + " administrator: ACL SETUSER %s +acl.",
                user,
                node.port(),
                admin));
    assertThat(node.passwords(user)).isEqualTo(1);
  }

  @Test
  void anAdminWhoMayNotRewriteTheConfigurationOfAServerWithAnAclFile() {
    setBy(node.secret(admin, "admin-password")).rotate();

    assertThat(scene.warnings()).allMatch(warning -> warning.contains("unencrypted"));
  }

  /** A user who does not log in proves nothing, and is not made by ACL SETUSER either. */
  @Test
  void aUserWhoDoesNotExist() {
    node.run("ACL", "DELUSER", user);
    setBy(node.secret(admin, "admin-password")).begin().run(CREATE_SECRET);

    RotationException failure = scene.failure(SET_SECRET);

    assertThat(failure.reason()).isEqualTo(Reason.CREDENTIALS_REJECTED);
    assertThat(node.text("ACL", "LIST")).doesNotContain(user);
  }

  @Test
  void anAdminOfAnotherHostIsNotSentThere() {
    setBy(RotationScene.with(node.secret(admin, "admin-password"), "host", "127.0.0.1"))
        .begin()
        .run(CREATE_SECRET);

    RotationException failure = scene.failure(SET_SECRET);

    assertThat(failure.reason()).isEqualTo(Reason.ADMIN_SECRET_UNUSABLE);
    assertThat(failure.observed())
        .endsWith("is for host '127.0.0.1', but AWSCURRENT names host 'localhost'");
  }

  private Map<String, Object> onBoth(Map<String, Object> secret) {
    return RotationScene.with(secret, "nodes", List.of("127.0.0.1:" + other.port()));
  }

  @Test
  void theAdminOfAllNodes() {
    setBy(onBoth(node.secret(admin, "admin-password")), onBoth(node.secret(user, "first-password")))
        .rotate();

    assertThat(other.login(user, scene.member(CURRENT, "password"))).isEqualTo("accepted");
  }

  /** Whoever may write the user's secret could name a node of theirs. */
  @Test
  void anAdminOfOneNodeIsNotSentToTheOther() {
    setBy(node.secret(admin, "admin-password"), onBoth(node.secret(user, "first-password")))
        .begin()
        .run(CREATE_SECRET);

    RotationException failure = scene.failure(SET_SECRET);

    assertThat(failure.reason()).isEqualTo(Reason.ADMIN_SECRET_UNUSABLE);
    assertThat(failure.observed())
        .endsWith(
            "is for host 'localhost', but AWSCURRENT names host '127.0.0.1:%d, localhost:%d'"
                .formatted(other.port(), node.port()));
  }

  @Test
  void anAdminWithoutHostGoesWhereTheConfigurationAllowsEveryNode() {
    setBy(
            Map.of("username", admin, "password", "admin-password", "ssl", false),
            onBoth(node.secret(user, "first-password")))
        .variable("ADMIN_HOSTS", "localhost")
        .begin()
        .run(CREATE_SECRET);

    RotationException failure = scene.failure(SET_SECRET);
    assertThat(failure.reason()).isEqualTo(Reason.ADMIN_SECRET_UNUSABLE);
    assertThat(failure.observed())
        .endsWith(
            "is no credential: member 'host' is missing, and ADMIN_HOSTS does not allow '127.0.0.1'");

    scene.variable("ADMIN_HOSTS", "localhost,127.0.0.1").run(SET_SECRET, TEST_SECRET);
    scene.run(FINISH_SECRET);
    assertThat(node.login(user, scene.member(CURRENT, "password"))).isEqualTo("accepted");
    assertThat(other.login(user, scene.member(CURRENT, "password"))).isEqualTo("accepted");
  }
}
