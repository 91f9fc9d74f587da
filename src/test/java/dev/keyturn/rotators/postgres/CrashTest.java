package dev.keyturn.rotators.postgres;

import static dev.keyturn.secret.StagingLabel.CURRENT;
import static dev.keyturn.secret.StagingLabel.PENDING;
import static dev.keyturn.secret.StagingLabel.PREVIOUS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.rotation.Step;
import dev.keyturn.secret.SecretStore;
import dev.keyturn.testkit.FaultInjector;
import dev.keyturn.testkit.FaultInjector.Moment;
import dev.keyturn.testkit.FaultInjector.ProcessDeath;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The process dies at every moment of a rotation, one after the other: before and after every call,
 * login, statement and commit. Somebody can log in at each of them, and the next run heals.
 */
@ExtendWith(SharedPostgres.class)
class CrashTest {

  /** Says where the n-th rotation dies. */
  private interface Doom {
    void over(Scene scene, int point);
  }

  /** What holds at every moment. */
  private interface Check {
    void of(Scene scene);
  }

  private Database database;
  private final List<String> moments = new ArrayList<>();

  @BeforeEach
  void prepare(Database shared) {
    database = shared;
  }

  @ParameterizedTest
  @EnumSource
  void oneUserAtEveryCall(Moment moment) throws Exception {
    try (Scene scene = single()) {
      assertThat(dieEverywhere(scene, atCalls(moment), CrashTest::oneOfTwoLogsIn)).isEqualTo(11);
    }
  }

  @Test
  void oneUserAtEveryStatement() throws Exception {
    try (Scene scene = single()) {
      dieEverywhere(scene, this::atStatements, CrashTest::oneOfTwoLogsIn);
    }
    assertThat(moments)
        .startsWith("before a login", "after a login", "before execute")
        .endsWith("before executeQuery", "after executeQuery", "after verify")
        .containsSubsequence(
            "before execute", "after execute", "before commit", "after commit", "after set")
        .hasSizeGreaterThan(15);
  }

  @ParameterizedTest
  @EnumSource
  void twoUsersAtEveryCall(Moment moment) throws Exception {
    try (Scene scene = alternating()) {
      assertThat(dieEverywhere(scene, atCalls(moment), CrashTest::clientsNoticeNothing))
          .isEqualTo(12);
    }
  }

  @Test
  void twoUsersAtEveryStatement() throws Exception {
    try (Scene scene = alternating()) {
      scene.rotate();
      dieEverywhere(scene, this::atStatements, CrashTest::clientsNoticeNothing);
    }
    assertThat(moments).contains("after commit").hasSizeGreaterThan(25);
  }

  /** Each time for a pair of its own, since an alternate is made only once. */
  @Test
  void twoUsersAtEveryStatementThatMakesTheAlternate() throws Exception {
    boolean died = true;
    for (int point = 1; died; point++) {
      try (Scene scene = alternating()) {
        died = dies(scene, this::atStatements, point, CrashTest::clientsNoticeNothing);
        assertThat(scene.login(PREVIOUS)).isEqualTo("accepted");
        assertThat(database.memberships(scene.current().user())).hasSize(2);
      }
    }
    assertThat(moments).contains("after commit").hasSizeGreaterThan(35);
  }

  private static void oneOfTwoLogsIn(Scene scene) {
    List<String> logins = new ArrayList<>(List.of(scene.login(CURRENT)));
    if (scene.secrets().value(scene.id(), PENDING).isPresent()) {
      logins.add(scene.login(PENDING));
    }
    assertThat(logins).contains("accepted");
  }

  private static void clientsNoticeNothing(Scene scene) {
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
  }

  /** Has rotations die one moment later each time until one does not; gives their number. */
  private int dieEverywhere(Scene scene, Doom doom, Check check) {
    int point = 1;
    while (dies(scene, doom, point, check)) {
      point++;
    }
    return point - 1;
  }

  private boolean dies(Scene scene, Doom doom, int point, Check check) {
    SecretStore store = scene.secrets().store();
    doom.over(scene, point);
    boolean died = false;
    try {
      scene.rotate();
    } catch (ProcessDeath death) {
      died = true;
    }
    scene.store(store).function(Scene.ROTATOR);
    check.of(scene);
    if (died) {
      scene.run(Step.values());
    }
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
    assertThat(scene.labels()).containsExactly("AWSCURRENT", "AWSPENDING");
    return died;
  }

  private static Doom atCalls(Moment moment) {
    return (scene, point) ->
        scene.store(new FaultInjector(scene.secrets().store()).die(point, moment));
  }

  private void atStatements(Scene scene, int point) {
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

  private Scene single() throws SQLException {
    Scene scene = new Scene(database);
    return scene.secret(json(""));
  }

  private Scene alternating() throws SQLException {
    Scene scene = new Scene(database);
    String admin = scene.adminSecret(json("SUPERUSER"));
    SecretJson json = json("");
    String user = json.user();
    database.run(
        "CREATE ROLE " + user + "_group",
        "GRANT %1$s_group TO %1$s".formatted(user),
        "ALTER ROLE " + user + " SET work_mem = '7MB'");
    return scene.secret(json.with("masterarn", admin));
  }

  /** There are many logins: none has a handshake, nor a password that is costly to check. */
  private SecretJson json(String attributes) throws SQLException {
    String user = Database.freshName("mortal");
    database.createUser(user, "first-password", attributes);
    database.run("ALTER ROLE " + user + " SET scram_iterations = 1");
    return SecretJson.of(database, user, "first-password").with("ssl", false);
  }
}
