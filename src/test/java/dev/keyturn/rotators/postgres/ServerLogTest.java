package dev.keyturn.rotators.postgres;

import static dev.keyturn.rotation.Step.CREATE_SECRET;
import static dev.keyturn.rotation.Step.FINISH_SECRET;
import static dev.keyturn.rotation.Step.SET_SECRET;
import static dev.keyturn.rotation.Step.TEST_SECRET;
import static dev.keyturn.secret.StagingLabel.CURRENT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What others see while a password is changed, and what happens when they are in the way. */
@ExtendWith(SharedPostgres.class)
class ServerLogTest {

  private Scene scene;
  private Database database;
  private String user;

  @BeforeEach
  void prepare(Database shared) throws Exception {
    database = shared;
    scene = new Scene(database);
    user = Database.freshName("seen");
    database.createUser(user, "first-password", "");
    scene.secret(SecretJson.of(database, user, "first-password"));
  }

  @AfterEach
  void close() {
    scene.close();
  }

  /** The server writes every statement into its log, and how long it took. */
  @Test
  void noPasswordIsInTheServersLog() throws Exception {
    List<String> passwords = new ArrayList<>();
    passwords.add(database.server().password().reveal());
    scene.rotate();
    passwords.add(scene.current().password());
    try (Scene alternating = new Scene(database)) {
      String admin =
          alternating.adminSecret(
              SecretJson.of(database, "postgres", database.server().password().reveal()));
      alternating.secret(scene.current().with("masterarn", admin));
      alternating.rotate();
      passwords.add(alternating.current().password());
      alternating.rotate();
      passwords.add(alternating.current().password());
      scene.log().addAll(alternating.log());
    }

    assertThat(passwords).doesNotHaveDuplicates();
    assertThat(database.log())
        .contains("ALTER ROLE \"" + user + "\" PASSWORD 'SCRAM-SHA-256$")
        .contains("ALTER ROLE \"" + user + "_clone\" PASSWORD 'SCRAM-SHA-256$")
        .containsPattern("duration: [0-9.]+ ms")
        .doesNotContain(passwords);
    assertThat(scene.log())
        .hasSize(12)
        .noneMatch(line -> passwords.stream().anyMatch(line::contains));
  }

  /** A session that changes the same role makes ours wait, long enough to be looked at. */
  @Test
  void noPasswordIsInPgStatActivityNorInTheWayOfAnother() throws Exception {
    scene.begin();
    scene.run(CREATE_SECRET);
    try (Connection other = database.server().connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("ALTER ROLE " + user + " CONNECTION LIMIT 7");

      CompletableFuture<Void> setSecret = CompletableFuture.runAsync(() -> scene.run(SET_SECRET));
      String waiting = waitingStatement();

      assertThat(waiting)
          .startsWith("ALTER ROLE \"" + user + "\" PASSWORD 'SCRAM-SHA-256$")
          .doesNotContain(scene.pending().password());
      other.commit();
      setSecret.join();
    }
    scene.run(TEST_SECRET, FINISH_SECRET);
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
    assertThat(database.one("SELECT rolconnlimit FROM pg_roles WHERE rolname = '" + user + "'"))
        .isEqualTo("7");
    // Which is why it had to be done again.
    assertThat(database.log()).contains("ERROR:  tuple concurrently updated");
  }

  @Test
  void saysWhatItWaitedForInVain() throws Exception {
    scene.begin();
    scene.run(CREATE_SECRET);
    List<String> before = database.catalog();
    try (Connection other = database.server().connect();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("ALTER ROLE " + user + " CONNECTION LIMIT 7");
      Instant start = Instant.now();

      RotationException failure = scene.failure(SET_SECRET, Duration.ofSeconds(2));

      assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(2));
      assertThat(failure.reason()).isEqualTo(Reason.OUT_OF_TIME);
      assertThat(failure)
          .hasMessage(
              scene.message(
                  SET_SECRET,
                  "changing the password of '%s' failed with 57014: canceling statement due to"
                      + " statement timeout; nothing was changed. See in pg_locks which session"
                      + " holds what this one waited for, or give the function a longer Timeout.",
                  user));
      other.rollback();
    }
    assertThat(database.catalog()).isEqualTo(before);
    scene.run(SET_SECRET, TEST_SECRET, FINISH_SECRET);
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
  }

  /** Ours, once it waits for the lock that another session holds. */
  private String waitingStatement() throws Exception {
    Instant end = Instant.now().plusSeconds(20);
    while (Instant.now().isBefore(end)) {
      List<String> waiting =
          database.list(
              "SELECT query FROM pg_stat_activity WHERE usename = '%s' AND wait_event_type = 'Lock'"
                  .formatted(user));
      if (!waiting.isEmpty()) {
        return waiting.get(0);
      }
      Thread.sleep(5);
    }
    throw new AssertionError("no session of " + user + " waits for a lock");
  }
}
