package dev.keyturn.rotators.postgres;

import static dev.keyturn.rotation.Step.CREATE_SECRET;
import static dev.keyturn.rotation.Step.FINISH_SECRET;
import static dev.keyturn.rotation.Step.SET_SECRET;
import static dev.keyturn.rotation.Step.TEST_SECRET;
import static dev.keyturn.secret.StagingLabel.CURRENT;
import static dev.keyturn.secret.StagingLabel.PENDING;
import static dev.keyturn.secret.StagingLabel.PREVIOUS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.keyturn.rotation.Step;
import dev.keyturn.rotation.StepReport;
import dev.keyturn.testkit.FaultInjector;
import dev.keyturn.testkit.FaultInjector.Moment;
import dev.keyturn.testkit.FaultInjector.ProcessDeath;
import dev.keyturn.testkit.Transcript;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a rotation does, told line by line in {@code src/test/resources/scenarios}. */
@ExtendWith(SharedPostgres.class)
class ScenarioTest {

  private Database database;
  private Scene scene;
  private Transcript transcript;

  @BeforeEach
  void prepare(Database shared) throws Exception {
    database = shared;
    database.run("DROP ROLE IF EXISTS app_clone", "DROP ROLE IF EXISTS app");
    database.createUser("app", "first-password", "");
    scene = new Scene(database);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void singleUser() {
    begin("One user who changes its own password").secret(json());

    scene.rotate();

    end("single-user");
    assertThat(scene.reports().stream().mapToInt(StepReport::storeCalls).sum())
        .isLessThanOrEqualTo(11);
    assertThat(scene.reports().stream().mapToInt(StepReport::logins).sum()).isEqualTo(2);
    assertThat(scene.reports().stream().mapToInt(StepReport::rejectedLogins).sum()).isZero();
  }

  @Test
  void adminSetsUser() {
    begin("One user, whose password the administrator changes")
        .variable("ROTATION_STRATEGY", "admin")
        .secret(json().with("masterarn", admin()));

    scene.rotate();

    end("admin-sets-user");
    assertCallsWithAdmin(3, 0);
  }

  @Test
  void alternatingUsers() {
    begin("Two users who take turns: the alternate is made, then the original's turn comes")
        .secret(json().with("masterarn", admin()));

    scene.rotate();
    // Whether the alternate has its new password already only it can tell.
    assertCallsWithAdmin(4, 1);
    transcript.labels(scene.secrets().describe(scene.id()));
    clients();
    scene.rotate();

    end("alternating-users");
  }

  private void assertCallsWithAdmin(int logins, int rejected) {
    assertThat(scene.reports().stream().mapToInt(StepReport::storeCalls).sum())
        .isLessThanOrEqualTo(12);
    assertThat(scene.reports().stream().mapToInt(StepReport::logins).sum()).isEqualTo(logins);
    assertThat(scene.reports().stream().mapToInt(StepReport::rejectedLogins).sum())
        .isEqualTo(rejected);
  }

  @Test
  void promptPromotion() {
    begin("Prompt promotion: setSecret sets, tests and promotes")
        .variable("PROMPT_PROMOTION", "true")
        .secret(json());

    scene.rotate();

    end("prompt-promotion");
  }

  @Test
  void theProcessDiesAfterThePasswordWasSet() {
    begin("The process dies in setSecret, when the password has just been set").secret(json());
    scene.begin();
    scene.run(CREATE_SECRET);

    scene.function(
        environment ->
            transcript.listeningTo(
                environment,
                () ->
                    new WatchedRotator(
                        environment,
                        moment -> {
                          if (moment.equals("after commit")) {
                            throw new ProcessDeath(moment);
                          }
                        })));
    ProcessDeath death = catchThrowableOfType(ProcessDeath.class, () -> scene.run(SET_SECRET));
    assertThat(death).isNotNull();
    transcript.processDied(SET_SECRET);
    clients();
    transcript.note("Secrets Manager runs the rotation again, from its first step.");
    listen();
    scene.run(Step.values());

    end("crash-in-set-secret");
  }

  @Test
  void theAnswerOfTheLastCallIsLost() {
    begin("finishSecret moves the label, but its process dies before it hears so").secret(json());
    scene.begin();
    scene.run(CREATE_SECRET, SET_SECRET, TEST_SECRET);

    scene.store(new FaultInjector(scene.secrets().store()).die(2, Moment.AFTER));
    ProcessDeath death = catchThrowableOfType(ProcessDeath.class, () -> scene.run(FINISH_SECRET));
    assertThat(death).isNotNull();
    transcript.processDied(FINISH_SECRET);
    transcript.note("Secrets Manager runs the rotation again, from its first step.");
    scene.store(scene.secrets().store());
    scene.run(Step.values());

    end("lost-answer-in-finish-secret");
  }

  @Test
  void theServerIsBehindTheLabels() throws Exception {
    begin("The server was restored from a backup and knows only the password of AWSPREVIOUS")
        .secret(json());
    scene.function(Scene.ROTATOR).rotate();
    listen();
    database.run("ALTER ROLE app PASSWORD '" + scene.value(PREVIOUS).password() + "'");

    scene.rotate();

    end("previous-logs-in");
  }

  @Test
  void onlyAnOldPasswordLogsIn() throws Exception {
    begin("Lockout: the server knows only the password of a version without labels").secret(json());
    scene.function(Scene.ROTATOR).rotate().rotate();
    listen();
    database.run("ALTER ROLE app PASSWORD 'first-password'");

    scene.rotate();

    end("lockout-recovery");
  }

  @Test
  void nothingLogsIn() throws Exception {
    begin("Nothing that is stored logs in, and the budget of logins ends the search")
        .variable("LOGIN_BUDGET", "4")
        .secret(json());
    scene.function(Scene.ROTATOR).rotate().rotate().rotate();
    listen();
    String current = scene.current().password();
    database.run("ALTER ROLE app PASSWORD 'somebody else chose this'");
    scene.begin();
    scene.run(CREATE_SECRET);

    scene.failure(SET_SECRET);
    transcript.note(
        "The password is set back by hand, and Secrets Manager runs the rotation again.");
    database.run("ALTER ROLE app PASSWORD '" + current + "'");
    scene.run(Step.values());

    end("locked-out");
  }

  @Test
  void twoAtOnce() {
    begin("Two createSecrets at once: the slower one keeps what the faster one stored")
        .secret(json());
    scene.begin();
    scene.store(
        new FaultInjector(scene.secrets().store())
            .meanwhile(
                4,
                () -> {
                  scene.store(scene.secrets().store()).function(Scene.ROTATOR).run(CREATE_SECRET);
                }));

    scene.run(CREATE_SECRET);
    listen();
    scene.run(SET_SECRET, TEST_SECRET, FINISH_SECRET);

    end("two-create-secrets");
  }

  @Test
  void theLoneTest() {
    begin("RotateImmediately=false: testSecret alone, on a version that is removed afterwards")
        .secret(json());
    scene.beginTest();

    scene.run(TEST_SECRET);

    scene.secrets().answer();
    scene.awaitVersions(1);
    end("rotate-immediately-false");
  }

  @Test
  void aPendingVersionOfAnotherUser() {
    begin("AWSPENDING names another user: refused before any login").secret(json());
    scene
        .secrets()
        .put(scene.id(), scene.begin(), PENDING, json().with("username", "postgres").toString());

    scene.run(CREATE_SECRET);
    scene.failure(SET_SECRET);

    end("foreign-pending");
  }

  @Test
  void anAbandonedRotation() {
    begin("Somebody stores a value during the rotation, which abandons it").secret(json());
    scene.begin();
    scene.run(CREATE_SECRET);
    scene.secrets().put(scene.id(), json().with("note", "by hand").toString());

    scene.failure(SET_SECRET);

    end("abandoned");
  }

  @Test
  void anAdminWhoIsElsewhere() {
    begin("The secret sends the administrator to another host: its password stays here")
        .secret(
            json()
                .with("masterarn", scene.adminSecret(adminJson().with("host", "db.example.com"))));
    scene.begin();
    scene.run(CREATE_SECRET);

    scene.failure(SET_SECRET);

    end("admin-at-another-host");
  }

  @Test
  void aDatabaseThatIsDown() throws Exception {
    int port = ClosedPort.find();
    begin("The database is down: one attempt, and no second rung")
        .secret(json().with("port", port));
    transcript.replacing(String.valueOf(port), "5432");
    scene.begin();
    scene.run(CREATE_SECRET);

    scene.failure(SET_SECRET);

    transcript.labels(scene.secrets().describe(scene.id()));
    transcript.sum();
    transcript.compareWith("database-down");
  }

  private Scene begin(String title) {
    transcript = new Transcript(title).replacing(String.valueOf(database.server().port()), "5432");
    listen();
    return scene;
  }

  private void listen() {
    scene.function(environment -> transcript.listeningTo(environment, PostgresRotator::new));
  }

  private void end(String scenario) {
    transcript.labels(scene.secrets().describe(scene.id()));
    clients();
    transcript.sum();
    transcript.compareWith(scenario);
  }

  /** What clients would see now, by real logins. */
  private void clients() {
    transcript.note(
        "A client logs in with AWSCURRENT: %s. With AWSPREVIOUS: %s."
            .formatted(
                scene.login(CURRENT),
                scene.secrets().value(scene.id(), PREVIOUS).isPresent()
                    ? scene.login(PREVIOUS)
                    : "there is none"));
  }

  private SecretJson json() {
    return SecretJson.of(database, "app", "first-password");
  }

  private SecretJson adminJson() {
    return SecretJson.of(database, "postgres", database.server().password().reveal());
  }

  private String admin() {
    return scene.adminSecret(adminJson());
  }
}
