package dev.keyturn.rotators.redis;

import static dev.keyturn.rotation.Step.CREATE_SECRET;
import static dev.keyturn.rotation.Step.FINISH_SECRET;
import static dev.keyturn.rotation.Step.SET_SECRET;
import static dev.keyturn.rotation.Step.TEST_SECRET;
import static dev.keyturn.secret.StagingLabel.CURRENT;
import static dev.keyturn.secret.StagingLabel.PENDING;
import static dev.keyturn.secret.StagingLabel.PREVIOUS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotators.RotationScene;
import dev.keyturn.rotators.redis.RedisNode.Users;
import dev.keyturn.secret.SecretText;
import dev.keyturn.secret.StagingLabel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.clients.jedis.Connection;

/** A user who may change users, and so changes itself. */
class SingleUserTest {

  @TempDir static Path folder;

  private static RedisNode node;

  private RotationScene scene;
  private String user;

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
    user = RedisNode.freshName("app");
    node.user(user, "first-password", "~*", "+@all");
    scene.secret(node.secret(user, "first-password"));
  }

  @AfterEach
  void close() {
    scene.close();
    assertThat(node.sessions()).isEmpty();
  }

  private String login(StagingLabel label) {
    return node.login(user, scene.member(label, "password"));
  }

  @Test
  void bothPasswordsLogInUntilTheNextRotation() {
    scene.rotate();

    assertThat(scene.member(CURRENT, "password")).isNotEqualTo("first-password").hasSize(32);
    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(login(PREVIOUS)).isEqualTo("accepted");

    scene.begin().run(CREATE_SECRET, SET_SECRET);
    assertThat(node.login(user, "first-password")).isEqualTo("WRONGPASS");
    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(login(PENDING)).isEqualTo("accepted");

    scene.run(TEST_SECRET, FINISH_SECRET);
    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(login(PREVIOUS)).isEqualTo("accepted");
    assertThat(node.passwords(user)).isEqualTo(2);
  }

  @Test
  void whoeverIsConnectedStaysSo() {
    try (Connection client = node.connect(user, "first-password")) {
      scene.rotate().rotate();

      assertThat(Reply.text(RedisNode.run(client, "ACL", "WHOAMI"))).isEqualTo(user);
    }
    assertThat(node.login(user, "first-password")).isEqualTo("WRONGPASS");
  }

  @Test
  void nothingElseOfTheUserChanges() {
    String before = rules();

    scene.rotate().rotate();

    assertThat(rules()).isEqualTo(before);
  }

  private String rules() {
    return node.text("ACL", "LIST").replaceAll("#[0-9a-f]{64}", "#").replaceAll("(# )+", "# ");
  }

  @Test
  void everyStepTwice() {
    scene
        .begin()
        .run(CREATE_SECRET, CREATE_SECRET, SET_SECRET, SET_SECRET, TEST_SECRET, TEST_SECRET)
        .run(FINISH_SECRET, FINISH_SECRET);

    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(node.passwords(user)).isEqualTo(2);
  }

  @Test
  void theTestAlone() {
    scene.beginTest();
    scene.run(TEST_SECRET);
    scene.secrets().answer();

    assertThat(scene.last().logins()).isEqualTo(1);
    assertThat(node.passwords(user)).isEqualTo(1);
  }

  /** What the administrator, or another secret, has given the user is not ours to take. */
  @Test
  void aPasswordOfSomebodyElseStays() {
    node.user(user, "somebody-else's");

    scene.rotate().rotate();

    assertThat(node.login(user, "somebody-else's")).isEqualTo("accepted");
    assertThat(node.passwords(user)).isEqualTo(3);
    assertThat(scene.warnings())
        .filteredOn(warning -> !warning.contains("unencrypted"))
        .containsOnly(
            "passwords of user '%s' at 'localhost', port %d that no version of the secret holds: 1"
                .formatted(user, node.port()));
  }

  /** A rotation that was given up after setSecret leaves a password that has no label. */
  @Test
  void thePasswordOfAnAbandonedRotationIsTakenAway() {
    scene.begin().run(CREATE_SECRET, SET_SECRET);
    String abandoned = scene.member(PENDING, "password");
    scene.put(node.secret(user, "first-password"));
    assertThat(node.login(user, abandoned)).isEqualTo("accepted");

    scene.rotate();

    assertThat(node.login(user, abandoned)).isEqualTo("WRONGPASS");
    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(login(PREVIOUS)).isEqualTo("accepted");
  }

  /** While the current password is in doubt, an older one is not taken away. */
  @Test
  void nothingIsRetiredWhileCurrentIsRejected() {
    scene.rotate();
    String previous = scene.member(CURRENT, "password");
    scene.put(node.secret(user, "never-set"));

    scene.begin().run(CREATE_SECRET, SET_SECRET, TEST_SECRET, FINISH_SECRET);

    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(node.login(user, previous)).isEqualTo("accepted");
    assertThat(node.login(user, "first-password")).isEqualTo("accepted");
  }

  @Test
  void noPasswordLogsIn() {
    node.run("ACL", "SETUSER", user, "resetpass", ">changed-by-hand");
    scene.begin().run(CREATE_SECRET);

    RotationException failure = scene.failure(SET_SECRET);

    assertThat(failure.reason()).isEqualTo(Reason.CREDENTIALS_REJECTED);
    assertThat(failure)
        .hasMessage(
            scene.message(
                SET_SECRET,
                "the service accepts none of the stored credentials: it rejected AWSPENDING (%1$s),"
                    + " AWSCURRENT (%1$s) and AWSPREVIOUS (does not exist). Store a credential that"
                    + " logs in as AWSCURRENT with PutSecretValue, which also abandons this rotation,"
                    + " then start a new one.",
                "WRONGPASS invalid username-password pair or user is disabled"));
    assertThat(scene.last().rejectedLogins()).isEqualTo(2);
  }

  @Test
  void aUserWhoMayNotChangeUsers() {
    node.run("ACL", "SETUSER", user, "-acl");
    scene.begin().run(CREATE_SECRET);

    RotationException failure = scene.failure(SET_SECRET);

    assertThat(failure.reason()).isEqualTo(Reason.PRIVILEGE_MISSING);
    assertThat(failure)
        .hasMessage(
            scene.message(
                SET_SECRET,
                "reading user '%1$s' at 'localhost', port %2$d failed: NOPERM this user has no"
                    + " permissions to run the 'acl' command or its subcommand. Run as an"
                    + " administrator: ACL SETUSER %1$s +acl; or name an administrator's secret in"
                    + " member 'masterarn'.",
                user,
                node.port()));

    node.run("ACL", "SETUSER", user, "+acl");
    scene.run(SET_SECRET, TEST_SECRET, FINISH_SECRET);
    assertThat(login(CURRENT)).isEqualTo("accepted");
  }

  /** Whoever may log in with any password proves nothing with the new one. */
  @Test
  void aUserWithoutPassword() {
    node.run("ACL", "SETUSER", user, "nopass");
    scene.begin().run(CREATE_SECRET);

    RotationException failure = scene.failure(SET_SECRET);

    assertThat(failure.reason()).isEqualTo(Reason.SERVICE_REFUSED);
    assertThat(failure)
        .hasMessage(
            scene.message(
                SET_SECRET,
                "user '%s' logs in with any password at 'localhost', port %d: it is nopass. Give it"
                    + " the password of AWSCURRENT there with ACL SETUSER, which also ends nopass.",
                user,
                node.port()));
  }

  @Test
  void theTestFindsAUserWithoutPasswordWhoMayNotAsk() {
    scene.begin().run(CREATE_SECRET, SET_SECRET);
    node.run("ACL", "SETUSER", user, "nopass", "-acl");

    RotationException failure = scene.failure(TEST_SECRET);

    assertThat(failure.reason()).isEqualTo(Reason.SERVICE_REFUSED);
  }

  @Test
  void theAclFileHasTheNewPassword() throws Exception {
    scene.rotate();
    String hash = "#" + sha256(CURRENT);

    assertThat(Files.readString(node.file("users.acl"))).contains(hash);
    node.restart();
    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(scene.warnings()).allMatch(warning -> warning.contains("unencrypted"));
  }

  private String sha256(StagingLabel label) {
    return PasswordHash.of(SecretText.of(scene.member(label, "password")));
  }

  /** A crash between the change and the saving of it is made good by the run that follows. */
  @Test
  void aRepeatedStepSavesTheUsers() throws Exception {
    scene.begin().run(CREATE_SECRET, SET_SECRET);
    Files.writeString(node.file("users.acl"), "user default on >root-password ~* &* +@all\n");

    scene.run(SET_SECRET);

    assertThat(Files.readString(node.file("users.acl"))).contains("#" + sha256(PENDING));
  }

  @Test
  void anAclFileThatCannotBeWritten() throws Exception {
    scene.begin().run(CREATE_SECRET);
    Path file = node.file("users.acl");
    String content = Files.readString(file);
    Files.delete(file);
    Files.createDirectory(file);
    try {
      RotationException failure = scene.failure(SET_SECRET);
      assertThat(failure.reason()).isEqualTo(Reason.SERVICE_FAILED);
      assertThat(failure)
          .hasMessage(
              scene.message(
                  SET_SECRET,
                  "saving the users with ACL SAVE at 'localhost', port %d failed: ERR There was an"
                      + " error trying to save the ACLs. Please check the server logs for more"
                      + " information. Look into the server's log at this time; the rotation may be"
                      + " started again.",
                  node.port()));
    } finally {
      Files.delete(file);
      Files.writeString(file, content);
    }
    scene.run(SET_SECRET, TEST_SECRET, FINISH_SECRET);
    assertThat(Files.readString(file)).contains("#" + sha256(CURRENT));
  }

  @Test
  void theConfigurationFileHasTheNewPassword(@TempDir Path other) throws Exception {
    try (RedisNode configured = RedisNode.start(other, Users.CONFIGURATION_FILE);
        RotationScene elsewhere = new RotationScene(RedisRotator::new)) {
      configured.user("app", "first-password", "~*", "+@all");
      elsewhere.secret(configured.secret("app", "first-password"));

      elsewhere.rotate();
      configured.restart();

      assertThat(configured.login("app", elsewhere.member(CURRENT, "password")))
          .isEqualTo("accepted");
      assertThat(elsewhere.warnings()).allMatch(warning -> warning.contains("unencrypted"));
    }
  }

  @Test
  void aServerThatKeepsNothingIsWarnedOf(@TempDir Path other) throws Exception {
    try (RedisNode forgetful = RedisNode.start(other, Users.MEMORY);
        RotationScene elsewhere = new RotationScene(RedisRotator::new)) {
      forgetful.user("app", "first-password", "~*", "+@all");
      elsewhere.secret(forgetful.secret("app", "first-password"));

      elsewhere.rotate();

      assertThat(elsewhere.warnings())
          .contains(
              "a restart of 'localhost', port %d would lose the new password: it has no ACL file,"
                      .formatted(forgetful.port())
                  + " and CONFIG REWRITE failed with ERR The server is running without a config"
                  + " file");
    }
  }

  @Test
  void membersThatNobodyKnowsSurvive() {
    Map<String, Object> more = new HashMap<>(node.secret(user, "first-password"));
    more.put("note", List.of(1, "two"));
    scene.put(more);

    scene.rotate();

    assertThat(scene.value(CURRENT)).containsEntry("note", List.of(1, "two"));
    assertThat(scene.value(CURRENT).keySet()).isEqualTo(more.keySet());
  }
}
