package dev.keyturn.rotators.redis;

import static dev.keyturn.secret.StagingLabel.CURRENT;
import static dev.keyturn.secret.StagingLabel.PENDING;
import static dev.keyturn.secret.StagingLabel.PREVIOUS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.rotation.Step;
import dev.keyturn.rotators.RotationScene;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.testkit.FaultInjector;
import dev.keyturn.testkit.FaultInjector.Moment;
import dev.keyturn.testkit.FaultInjector.ProcessDeath;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The process dies at every moment of a rotation, one after the other: before and after every call,
 * login and command, over two nodes. Clients notice at none of them, and the next run heals.
 */
class CrashTest {

  @TempDir static Path one;
  @TempDir static Path two;

  private static RedisNode first;
  private static RedisNode second;

  /** Says where the n-th rotation dies. */
  private interface Doom {
    void over(int point);
  }

  private final List<String> moments = new ArrayList<>();
  private RotationScene scene;
  private String user;

  @BeforeAll
  static void start() throws Exception {
    first = RedisNode.start(one);
    second = RedisNode.start(two);
  }

  @AfterAll
  static void stop() {
    first.close();
    second.close();
  }

  @BeforeEach
  void prepare() {
    scene = new RotationScene(RedisRotator::new);
    user = RedisNode.freshName("mortal");
    for (RedisNode node : List.of(first, second)) {
      node.user(user, "first-password", "~*", "+@all");
    }
    scene.secret(secret());
  }

  private Map<String, Object> secret() {
    return RotationScene.with(
        first.secret(user, "first-password"), "nodes", List.of("127.0.0.1:" + second.port()));
  }

  @AfterEach
  void close() {
    scene.close();
    assertThat(first.sessions()).isEmpty();
    assertThat(second.sessions()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void atEveryCall(Moment moment) {
    Doom doom = point -> scene.store(new FaultInjector(scene.secrets().store()).die(point, moment));
    assertThat(dieEverywhere(doom)).isGreaterThanOrEqualTo(11);
  }

  @Test
  void atEveryCommand() {
    scene.rotate();
    dieEverywhere(this::atCommands);

    assertThat(moments)
        .containsSubsequence(
            "before ACL GETUSER",
            "before ACL SETUSER",
            "after ACL SETUSER",
            "after retire",
            "before ACL SETUSER",
            "after ACL SETUSER",
            "before ACL SAVE",
            "after ACL SAVE",
            "after set",
            "after verify")
        .hasSizeGreaterThan(35);
  }

  @Test
  void atEveryCommandOfAnAdmin() {
    String admin = RedisNode.freshName("keeper");
    for (RedisNode node : List.of(first, second)) {
      node.user(admin, "admin-password", "+acl");
      node.run("ACL", "SETUSER", user, "-@all", "+get");
    }
    String arn =
        scene.adminSecret(
            RotationScene.with(
                first.secret(admin, "admin-password"),
                "nodes",
                List.of("127.0.0.1:" + second.port())));
    scene.put(RotationScene.with(secret(), "masterarn", arn));
    scene.rotate();

    dieEverywhere(this::atCommands);

    assertThat(moments).contains("before ACL SAVE", "after set").hasSizeGreaterThan(35);
  }

  private void atCommands(int point) {
    int[] left = {point};
    scene.function(
        environment ->
            new WatchedRotator(
                environment,
                moment -> {
                  left[0]--;
                  if (left[0] == 0) {
                    moments.add(moment);
                    throw new ProcessDeath(moment);
                  }
                }));
  }

  /** Has rotations die one moment later each time until one does not; gives their number. */
  private int dieEverywhere(Doom doom) {
    int point = 1;
    while (dies(doom, point)) {
      point++;
    }
    return point - 1;
  }

  private boolean dies(Doom doom, int point) {
    doom.over(point);
    boolean died = false;
    try {
      scene.rotate();
    } catch (ProcessDeath death) {
      died = true;
    }
    scene.asItIs();
    assertThat(logins(CURRENT)).containsOnly("accepted");
    if (died) {
      scene.run(Step.values());
    }
    assertThat(logins(CURRENT)).containsOnly("accepted");
    assertThat(logins(PREVIOUS)).containsOnly("accepted");
    assertThat(first.passwords(user)).isEqualTo(2);
    assertThat(second.passwords(user)).isEqualTo(2);
    assertThat(scene.labels()).containsExactly("AWSCURRENT", "AWSPENDING");
    assertThat(scene.has(PENDING)).isTrue();
    return died;
  }

  private List<String> logins(StagingLabel label) {
    String password = scene.member(label, "password");
    return List.of(first.login(user, password), second.login(user, password));
  }
}
