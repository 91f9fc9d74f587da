package dev.keyturn.rotators.postgres;

import static dev.keyturn.rotation.Step.CREATE_SECRET;
import static dev.keyturn.rotation.Step.FINISH_SECRET;
import static dev.keyturn.rotation.Step.SET_SECRET;
import static dev.keyturn.rotation.Step.TEST_SECRET;
import static dev.keyturn.secret.StagingLabel.CURRENT;
import static dev.keyturn.secret.StagingLabel.PENDING;
import static dev.keyturn.secret.StagingLabel.PREVIOUS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.rotation.Step;
import dev.keyturn.rotation.StepReport;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One user who changes its own password. */
@ExtendWith(SharedPostgres.class)
class SingleUserTest {

  private Scene scene;
  private String user;

  @BeforeEach
  void prepare(Database database) throws Exception {
    scene = new Scene(database);
    user = Database.freshName("app");
    database.createUser(user, "first-password", "");
    scene.secret(SecretJson.of(database, user, "first-password"));
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void rotates() throws Exception {
    scene.rotate();

    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
    assertThat(scene.login(PREVIOUS)).isEqualTo("28P01");
    assertThat(scene.value(PREVIOUS).password()).isEqualTo("first-password");
    assertThat(scene.current().user()).isEqualTo(user);
    assertThat(scene.labels()).containsExactly("AWSCURRENT", "AWSPENDING");
    assertThat(verifier()).startsWith("SCRAM-SHA-256$" + SharedPostgres.SCRAM_ITERATIONS + ":");
    assertThat(scene.reports()).flatExtracting(StepReport::warnings).isEmpty();
  }

  @Test
  void makesAnotherPasswordEachTime() {
    scene.rotate();
    String first = scene.current().password();
    scene.rotate();

    assertThat(scene.current().password()).isNotEqualTo(first).hasSize(32);
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
    assertThat(scene.login(PREVIOUS)).isEqualTo("28P01");
  }

  /** Delivery is at least once: Secrets Manager starts again at createSecret. */
  @ParameterizedTest
  @EnumSource(Step.class)
  void startsAgainAfterAnyStep(Step last) {
    scene.begin();
    for (Step step : Step.values()) {
      scene.run(step);
      if (step == last) {
        break;
      }
    }
    String pending = scene.pending().password();

    scene.run(Step.values());

    assertThat(scene.current().password()).isEqualTo(pending);
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
    assertThat(scene.value(PREVIOUS).password()).isEqualTo("first-password");
  }

  /** What the password is stored as would change with every new salt. */
  @Test
  void leavesAPasswordAloneThatIsSetAlready() throws Exception {
    scene.begin();
    scene.run(CREATE_SECRET, SET_SECRET);
    String stored = verifier();

    scene.run(SET_SECRET);

    assertThat(verifier()).isEqualTo(stored);
    assertThat(scene.last().logins()).isEqualTo(2);
    assertThat(scene.last().rejectedLogins()).isEqualTo(1);
  }

  @Test
  void keepsMembersThatItDoesNotKnow() {
    SecretJson before =
        scene
            .current()
            .with("port", String.valueOf(scene.current().members().get("port")))
            .with("dbClusterIdentifier", "cluster-1")
            .with("dbname", "postgres")
            .with("nested", Map.of("list", List.of(1, "two"), "empty", Map.of()))
            .with("umlaut", "ä \" \\ 漢");
    scene.secrets().put(scene.id(), before.toString());

    scene.rotate();

    SecretJson after = scene.current();
    assertThat(after.with("password", "").members())
        .containsExactlyEntriesOf(before.with("password", "").members());
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
  }

  @Test
  void setsWithThePreviousCredentialWhenTheCurrentOneIsStale(Database database) throws Exception {
    scene.rotate();
    String previous = scene.value(PREVIOUS).password();
    database.run("ALTER ROLE " + user + " PASSWORD '" + previous + "'");

    scene.rotate();

    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
    assertThat(scene.reports().get(5).logins()).isEqualTo(3);
    assertThat(scene.reports().get(5).rejectedLogins()).isEqualTo(2);
  }

  @Test
  void changesItsOwnPasswordThoughItActsAsAnotherRoleFromLoginOn(Database database)
      throws Exception {
    String owner = Database.freshName("owner");
    database.run(
        "CREATE ROLE " + owner + " NOLOGIN",
        "GRANT " + owner + " TO " + user,
        "ALTER ROLE " + user + " SET role = " + owner);

    scene.rotate();

    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
    assertThat(scene.login(PREVIOUS)).isEqualTo("28P01");
  }

  @Test
  void takesTheIterationsOfTheServer(Database database) throws Exception {
    database.run("ALTER ROLE " + user + " SET scram_iterations = 5000");

    scene.rotate();

    assertThat(verifier()).startsWith("SCRAM-SHA-256$5000:");
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
  }

  @Test
  void storesMd5WhereTheServerAsksForItAndSaysSo(Database database) throws Exception {
    database.run("SET password_encryption = md5; DROP ROLE IF EXISTS " + Database.MD5_USER);
    database.createUser(Database.MD5_USER, "first-password", "");
    database.run("ALTER ROLE " + Database.MD5_USER + " SET password_encryption = md5");
    database.run(
        "SET password_encryption = md5; ALTER ROLE "
            + Database.MD5_USER
            + " PASSWORD 'first-password'");
    scene.secrets().put(scene.id(), scene.current().with("username", Database.MD5_USER).toString());

    scene.begin();
    scene.run(CREATE_SECRET, SET_SECRET);

    assertThat(scene.last().warnings())
        .containsExactly(
            "the password of 'old_client' is stored as MD5, because password_encryption says so");
    scene.run(TEST_SECRET, FINISH_SECRET);
    assertThat(database.one("SELECT rolpassword FROM pg_authid WHERE rolname = 'old_client'"))
        .matches("md5[0-9a-f]{32}");
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
    assertThat(scene.login(PREVIOUS)).isEqualTo("28P01");
    assertThat(scene.login(PENDING)).isEqualTo("accepted");
  }

  private String verifier() throws Exception {
    return scene.database().one("SELECT rolpassword FROM pg_authid WHERE rolname = '" + user + "'");
  }
}
