package dev.keyturn.rotators.postgres;

import static dev.keyturn.rotation.Step.CREATE_SECRET;
import static dev.keyturn.rotation.Step.SET_SECRET;
import static dev.keyturn.secret.StagingLabel.CURRENT;
import static dev.keyturn.secret.StagingLabel.PREVIOUS;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.Step;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One user whose password an administrator changes, and where the administrator's own goes. */
@ExtendWith(SharedPostgres.class)
class AdminSetsUserTest {

  private Database database;
  private Scene scene;
  private String user;
  private String admin;

  @BeforeEach
  void prepare(Database shared) throws Exception {
    database = shared;
    user = Database.freshName("app");
    admin = Database.freshName("admin");
    database.createUser(user, "first-password", "");
    database.createUser(admin, "admin-password", "CREATEROLE");
    database.run("GRANT " + user + " TO " + admin + " WITH ADMIN OPTION");
    scene = new Scene(database).variable("ROTATION_STRATEGY", "admin");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void theUsersPasswordChangesAndNothingElse() throws Exception {
    String attributes = database.attributes(user);
    scene.secret(json(adminJson()));

    scene.rotate().rotate();

    assertThat(scene.current().user()).isEqualTo(user);
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
    assertThat(scene.login(PREVIOUS)).isEqualTo("28P01");
    assertThat(database.login(admin, "admin-password")).isEqualTo("accepted");
    assertThat(database.attributes(user)).isEqualTo(attributes);
    assertThat(database.list("SELECT 1 FROM pg_roles WHERE rolname = '%s_clone'".formatted(user)))
        .isEmpty();
  }

  /** Else whoever may write the secret could have the admin reset any account. */
  @Test
  void theAdminSetsNothingForACredentialThatDoesNotLogIn() throws Exception {
    database.createUser(user + "_victim", "its own password", "");
    database.run("GRANT %1$s_victim TO %2$s WITH ADMIN OPTION".formatted(user, admin));
    scene.secret(
        json(adminJson()).with("username", user + "_victim").with("password", "only a guess"));

    assertRefused(
        Reason.CREDENTIALS_REJECTED,
        "the service rejected AWSCURRENT (28P01: password authentication failed for user"
            + " \"%1$s_victim\") and AWSPENDING (28P01: password authentication failed for user"
            + " \"%1$s_victim\"). Store a credential that logs in as AWSCURRENT; the admin sets no"
            + " password for one that does not, since anyone who may write the secret could then"
            + " reset any account.",
        user);

    assertThat(database.login(user + "_victim", "its own password")).isEqualTo("accepted");
    // AWSCURRENT, AWSPENDING, and AWSPENDING again, which another invocation could have set.
    assertThat(scene.last().logins()).isEqualTo(3);
  }

  /**
   * Somebody writes a host of theirs into the user's secret, and lets the user log in there so that
   * it looks real.
   */
  @Test
  void theAdminsPasswordGoesToNoOtherHost() throws Exception {
    try (FakeServer other = FakeServer.start(FakeServer.relay(database.server().port()))) {
      scene.secret(
          json(adminJson())
              .with("host", "127.0.0.1")
              .with("port", other.port())
              .with("ssl", false));

      assertRefused(
          Reason.ADMIN_SECRET_UNUSABLE,
          "the admin secret %s is for host 'localhost', but AWSCURRENT names host '127.0.0.1'. Name"
              + " the same host in both secrets; the admin's password is sent to no other.",
          scene.adminId());

      assertThat(other.heard()).contains(user).doesNotContain(admin);
    }
  }

  /** RDS keeps only user and password in the admin secrets that it manages. */
  @Test
  void anAdminSecretWithoutAHostNeedsTheConfiguration() throws Exception {
    scene.secret(json(adminJson().without("engine").without("host").without("port")));

    assertRefused(
        Reason.ADMIN_SECRET_UNUSABLE,
        "the admin secret %s is no credential: member 'host' is missing, and ADMIN_HOSTS does not"
            + " allow 'localhost'. Store it like this: {\"engine\":\"postgres\",\"host\":\"…\","
            + "\"port\":5432,\"username\":\"…\",\"password\":\"…\",\"dbname\":\"postgres\"}.",
        scene.adminId());

    scene.variable("ADMIN_HOSTS", "db.example.com, LocalHost").run(Step.values());
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
  }

  /** What the user's secret says of TLS and of the database is not for the administrator. */
  @Test
  void theAdminSpeaksTlsThoughTheUserDoesNot() throws Exception {
    try (FakeServer relay = FakeServer.start(FakeServer.relay(database.server().port()))) {
      scene.secret(json(adminJson().without("port")).with("port", relay.port()).with("ssl", false));
      scene.begin();
      scene.run(CREATE_SECRET, SET_SECRET);

      assertThat(relay.heard()).contains(user).doesNotContain(admin);
      assertThat(scene.last().warnings())
          .containsExactly("AWSCURRENT was sent unencrypted, because it says ssl: false");
    }
  }

  @FormatMethod
  private void assertRefused(Reason reason, @FormatString String text, Object... details)
      throws Exception {
    scene.begin();
    scene.run(CREATE_SECRET);
    List<String> before = database.catalog();

    RotationException failure = scene.failure(SET_SECRET);

    assertThat(failure).hasMessage(scene.message(SET_SECRET, text, details));
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(database.catalog()).isEqualTo(before);
  }

  private SecretJson adminJson() {
    return SecretJson.of(database, admin, "admin-password");
  }

  private SecretJson json(SecretJson adminSecret) {
    return SecretJson.of(database, user, "first-password")
        .with("masterarn", scene.adminSecret(adminSecret));
  }
}
