package dev.keyturn.rotators.postgres;

import static dev.keyturn.rotation.Step.CREATE_SECRET;
import static dev.keyturn.rotation.Step.SET_SECRET;
import static dev.keyturn.secret.StagingLabel.CURRENT;
import static dev.keyturn.secret.StagingLabel.PREVIOUS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.Step;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An administrator who changes the password of one user, and who is not to be turned against it.
 */
@ExtendWith(SharedPostgres.class)
class AdminStrategyTest {

  private Database database;
  private Scene scene;
  private Pair pair;

  @BeforeEach
  void prepare(Database shared) throws Exception {
    database = shared;
    scene = new Scene(shared).variable("ROTATION_STRATEGY", "admin");
    pair = Pair.of(shared, scene);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void changesThePasswordOfTheOneUser() throws Exception {
    scene.rotate();

    assertThat(scene.current().user()).isEqualTo(pair.user());
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
    assertThat(scene.login(PREVIOUS)).isEqualTo("28P01");
    assertThat(database.list("SELECT 1 FROM pg_roles WHERE rolname = '" + pair.alternate() + "'"))
        .isEmpty();
  }

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
  }

  /** Whoever may write the secret would have the administrator reset somebody else's account. */
  @ParameterizedTest
  @ValueSource(strings = {"admin", "alternating"})
  void setsNothingForACurrentCredentialThatDoesNotLogIn(String strategy) throws Exception {
    scene.variable("ROTATION_STRATEGY", strategy);
    String victim = Database.freshName("victim");
    database.createUser(victim, "of the victim", "");
    pair.run("GRANT " + victim + " TO %3$s WITH ADMIN OPTION");
    scene
        .secrets()
        .put(
            scene.id(),
            scene.current().with("username", victim).with("password", "a guess").toString());
    List<String> before = database.catalog();
    scene.begin();
    scene.run(CREATE_SECRET);

    RotationException failure = scene.failure(SET_SECRET);

    assertThat(failure.reason()).isEqualTo(Reason.CREDENTIALS_REJECTED);
    String pending = strategy.equals("admin") ? victim : victim + "_clone";
    assertThat(failure)
        .hasMessage(
            scene.message(
                SET_SECRET,
                "the service rejected AWSPENDING (28P01: password authentication failed for user"
                    + " \"%s\") and AWSCURRENT (28P01: password authentication failed for user"
                    + " \"%s\"). Store a credential that logs in as AWSCURRENT; the admin sets no"
                    + " password for one that does not, since anyone who may write the secret could"
                    + " then reset any account.",
                pending,
                victim));
    assertThat(scene.last().logins()).isEqualTo(2);
    assertThat(database.catalog()).isEqualTo(before);
    assertThat(database.login(victim, "of the victim")).isEqualTo("accepted");
  }

  @Test
  void theAdminLogsInAtNoHostButItsOwn() throws Exception {
    String admin =
        scene
            .secrets()
            .create(
                "elsewhere",
                SecretJson.of(database, pair.admin(), Pair.ADMIN_PASSWORD)
                    .with("host", "db.example.com")
                    .toString())
            .value();
    scene.secrets().put(scene.id(), scene.current().with("masterarn", admin).toString());
    scene.begin();
    scene.run(CREATE_SECRET);

    RotationException failure = scene.failure(SET_SECRET);

    assertThat(failure.reason()).isEqualTo(Reason.ADMIN_SECRET_UNUSABLE);
    assertThat(failure)
        .hasMessage(
            scene.message(
                SET_SECRET,
                "the admin secret %s is for host 'db.example.com', but AWSCURRENT names host"
                    + " 'localhost'. Name the same host in both secrets; the admin's password is sent"
                    + " to no other.",
                admin));
    assertThat(scene.last().logins()).isEqualTo(2);
  }

  @Test
  void aHostThatSomebodyPutIntoTheSecretSeesNoAdmin() {
    scene
        .secrets()
        .put(scene.id(), scene.current().with("host", "127.0.0.1").with("ssl", false).toString());
    scene.begin();
    scene.run(CREATE_SECRET);

    RotationException failure = scene.failure(SET_SECRET);

    assertThat(failure.reason()).isEqualTo(Reason.ADMIN_SECRET_UNUSABLE);
    assertThat(failure.observed())
        .endsWith("is for host 'localhost', but AWSCURRENT names host '127.0.0.1'");
    assertThat(scene.last().logins()).isEqualTo(2);
  }

  /** The secrets that RDS manages hold a user name and a password, and nothing else. */
  @Test
  void anAdminSecretWithoutAHostNeedsAnAllowedOne() throws Exception {
    SecretJson bare =
        SecretJson.of(database, pair.admin(), Pair.ADMIN_PASSWORD)
            .without("host")
            .without("port")
            .without("engine");
    String admin = scene.secrets().create("managed", bare.toString()).value();
    scene.secrets().put(scene.id(), scene.current().with("masterarn", admin).toString());
    scene.begin();
    scene.run(CREATE_SECRET);

    RotationException failure = scene.failure(SET_SECRET);

    assertThat(failure.reason()).isEqualTo(Reason.ADMIN_SECRET_UNUSABLE);
    assertThat(failure.observed())
        .isEqualTo(
            "the admin secret "
                + admin
                + " is no credential: member 'host' is missing, and ADMIN_HOSTS does not allow"
                + " 'localhost'");
    scene.variable("ADMIN_HOSTS", "db.example.com, LOCALHOST");
    scene.run(Step.values());
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
  }

  @Test
  void anAdminWithAWrongPasswordIsNamed() throws Exception {
    pair.run("ALTER ROLE %3$s PASSWORD 'another'");
    List<String> before = database.catalog();
    scene.begin();
    scene.run(CREATE_SECRET);

    RotationException failure = scene.failure(SET_SECRET);

    assertThat(failure.reason()).isEqualTo(Reason.CREDENTIALS_REJECTED);
    assertThat(failure.remedy())
        .isEqualTo(
            "Correct the password in the admin secret "
                + scene.current().members().get("masterarn"));
    assertThat(database.catalog()).isEqualTo(before);
    pair.run("ALTER ROLE %3$s PASSWORD '" + Pair.ADMIN_PASSWORD + "'");
    scene.run(Step.values());
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
  }

  @Test
  void anAdminWithoutTheRightIsTold() throws Exception {
    pair.run("REVOKE ADMIN OPTION FOR %1$s FROM %3$s");
    List<String> before = database.catalog();
    scene.begin();
    scene.run(CREATE_SECRET);

    RotationException failure = scene.failure(SET_SECRET);

    assertThat(failure.reason()).isEqualTo(Reason.PRIVILEGE_MISSING);
    assertThat(failure)
        .hasMessage(
            scene.message(
                SET_SECRET,
                "changing the password of '%1$s' failed with 42501: permission denied to alter role;"
                    + " nothing was changed. Run as a superuser: ALTER ROLE \"%2$s\" CREATEROLE; GRANT"
                    + " \"%1$s\" TO \"%2$s\" WITH ADMIN OPTION.",
                pair.user(),
                pair.admin()));
    assertThat(database.catalog()).isEqualTo(before);
  }
}
