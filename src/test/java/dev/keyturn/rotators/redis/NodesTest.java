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
import dev.keyturn.secret.StagingLabel;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several servers, each with users of its own, one of them a read-only replica. */
class NodesTest {

  private RedisNode first;
  private RedisNode replica;
  private RotationScene scene;

  @BeforeEach
  void start(@TempDir Path one, @TempDir Path other) throws Exception {
    first = RedisNode.start(one);
    replica =
        RedisNode.start(
            other,
            Users.ACL_FILE,
            "replicaof 127.0.0.1 " + first.port(),
            "masterauth " + RedisNode.ADMIN_PASSWORD,
            "replica-read-only yes");
    for (RedisNode node : List.of(first, replica)) {
      node.user("app", "first-password", "~*", "+@all");
    }
    scene = new RotationScene(RedisRotator::new);
    scene.secret(secret("first-password"));
  }

  @AfterEach
  void stop() {
    scene.close();
    first.close();
    replica.close();
  }

  private Map<String, Object> secret(String password) {
    return RotationScene.with(
        first.secret("app", password),
        "nodes",
        List.of("LOCALHOST:" + first.port(), "127.0.0.1:" + replica.port()));
  }

  private List<String> logins(StagingLabel label) {
    String password = scene.member(label, "password");
    return List.of(first.login("app", password), replica.login("app", password));
  }

  private String place(RedisNode node) {
    return "'%s', port %d".formatted(node == first ? "localhost" : "127.0.0.1", node.port());
  }

  @Test
  void everyNodeGetsEveryPasswordAndLosesIt() {
    scene.rotate().rotate();

    assertThat(logins(CURRENT)).containsOnly("accepted");
    assertThat(logins(PREVIOUS)).containsOnly("accepted");
    assertThat(first.login("app", "first-password")).isEqualTo("WRONGPASS");
    assertThat(replica.login("app", "first-password")).isEqualTo("WRONGPASS");
    assertThat(first.passwords("app")).isEqualTo(2);
    assertThat(replica.passwords("app")).isEqualTo(2);
    assertThat(replica.text("ROLE")).startsWith("slave");
  }

  @Test
  void aNodeThatIsDown() throws Exception {
    scene.begin().run(CREATE_SECRET);
    replica.stop();

    RotationException failure = scene.failure(SET_SECRET);

    assertThat(failure.reason()).isEqualTo(Reason.SERVICE_UNREACHABLE);
    assertThat(failure)
        .hasMessage(
            scene.message(
                SET_SECRET,
                "logging in with AWSCURRENT as user 'app' at host '127.0.0.1:%1$d, localhost:%2$d':"
                    + " '127.0.0.1', port %1$d takes no connections: Connection refused. Start the"
                    + " service, correct members 'host' and 'port', or let the function's security"
                    + " group in.",
                replica.port(),
                first.port()));
    assertThat(first.passwords("app")).isEqualTo(1);

    replica.start();
    replica.user("app", "first-password", "~*", "+@all");
    scene.run(SET_SECRET, TEST_SECRET, FINISH_SECRET);
    assertThat(logins(CURRENT)).containsOnly("accepted");
  }

  /** The first has the new password already; the next run gives it to the second as well. */
  @Test
  void aNodeThatFailsInTheMiddle() {
    scene.begin().run(CREATE_SECRET);
    replica.run("ACL", "SETUSER", "app", "-acl");

    RotationException failure = scene.failure(SET_SECRET);

    assertThat(failure.reason()).isEqualTo(Reason.PRIVILEGE_MISSING);
    assertThat(failure.observed())
        .isEqualTo(
            "reading user 'app' at %s failed: NOPERM this user has no permissions to run the 'acl'"
                    .formatted(place(replica))
                + " command or its subcommand");
    assertThat(logins(CURRENT)).containsOnly("accepted");

    replica.run("ACL", "SETUSER", "app", "+acl");
    scene.run(SET_SECRET, TEST_SECRET, FINISH_SECRET);
    assertThat(logins(CURRENT)).containsOnly("accepted");
    assertThat(logins(PREVIOUS)).containsOnly("accepted");
  }

  /** A node that came back with the users of an older file. */
  @Test
  void aNodeThatHasForgotten() {
    scene.begin().run(CREATE_SECRET, SET_SECRET);
    replica.run("ACL", "SETUSER", "app", "resetpass", ">first-password");

    RotationException failure = scene.failure(TEST_SECRET);

    assertThat(failure.reason()).isEqualTo(Reason.CREDENTIALS_REJECTED);
    assertThat(failure.observed())
        .isEqualTo(
            "the service rejected AWSPENDING (%s: WRONGPASS invalid username-password pair or user is"
                    .formatted(place(replica))
                + " disabled) as user 'app' at host '127.0.0.1:%d, localhost:%d'"
                    .formatted(replica.port(), first.port()));

    scene.run(SET_SECRET, TEST_SECRET, FINISH_SECRET);
    assertThat(logins(CURRENT)).containsOnly("accepted");
  }

  /** Its password may be another one there; and it may be a node of somebody else's. */
  @Test
  void aVersionForOtherNodesIsNotTried() {
    scene.put(first.secret("app", "never-set"));
    scene.begin().run(CREATE_SECRET);

    RotationException failure = scene.failure(SET_SECRET);

    assertThat(failure.reason()).isEqualTo(Reason.CREDENTIALS_REJECTED);
    assertThat(failure.observed())
        .endsWith(
            "and AWSPREVIOUS (not tried: it names user 'app' at host '127.0.0.1:%d, localhost:%d')"
                .formatted(replica.port(), first.port()));
    assertThat(scene.last().logins()).isEqualTo(2);
  }
}
