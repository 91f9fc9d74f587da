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
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Administrators who are no superusers, as on every managed service. */
@ExtendWith(SharedPostgres.class)
class AdminRightsTest {

  private static final String SUPERUSER_REMEDY =
      "Name an admin who is a superuser in member 'masterarn', or take from the original what only"
          + " superusers may give.";

  private Database database;
  private Scene scene;
  private String user;
  private String admin;

  @BeforeEach
  void prepare(Database shared) throws Exception {
    database = shared;
    scene = new Scene(database);
    user = Database.freshName("app");
    admin = Database.freshName("admin");
    database.createUser(user, "first-password", "");
    database.createUser(admin, "admin-password", "");
    String arn = scene.adminSecret(SecretJson.of(database, admin, "admin-password"));
    scene.secret(SecretJson.of(database, user, "first-password").with("masterarn", arn));
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"creator", "original"})
  void createroleAndAdminOptionSuffice(String owner) throws Exception {
    scene.variable("OBJECT_OWNER", owner);
    run("ALTER ROLE %2$s CREATEROLE", "GRANT %1$s TO %2$s WITH ADMIN OPTION");

    for (int i = 0; i < 3; i++) {
      scene.rotate();
      assertBothLogIn();
    }
  }

  @Test
  void whatItMayGiveIsReconciled() throws Exception {
    run(
        "ALTER ROLE %2$s CREATEROLE CREATEDB REPLICATION BYPASSRLS",
        "GRANT %1$s TO %2$s WITH ADMIN OPTION",
        "CREATE ROLE %1$s_a",
        "CREATE ROLE %1$s_b",
        "GRANT %1$s_a, %1$s_b TO %2$s WITH ADMIN OPTION",
        "GRANT %1$s_a TO %1$s",
        "ALTER ROLE %1$s CREATEDB REPLICATION BYPASSRLS CONNECTION LIMIT 9",
        "ALTER ROLE %1$s SET work_mem = '7MB'");
    scene.rotate();
    run(
        "REVOKE %1$s_a FROM %1$s",
        "GRANT %1$s_b TO %1$s WITH ADMIN OPTION",
        "ALTER ROLE %1$s NOCREATEDB NOREPLICATION NOBYPASSRLS",
        "ALTER ROLE %1$s RESET ALL");

    scene.rotate();

    assertBothLogIn();
    assertThat(database.attributes(user + "_clone")).isEqualTo(database.attributes(user));
    assertThat(database.settings(user + "_clone")).isEmpty();
    assertThat(database.memberships(user + "_clone"))
        .containsExactly(user + ": inherit, set", user + "_b: admin, inherit, set");
  }

  @Test
  void everythingThatIsMissingIsNamedBeforeAnythingIsChanged() throws Exception {
    run(
        "CREATE ROLE %1$s_a",
        "CREATE ROLE %1$s_b",
        "GRANT %1$s_a, %1$s_b TO %1$s",
        "ALTER ROLE %1$s CREATEDB REPLICATION BYPASSRLS",
        "ALTER ROLE %1$s SET log_statement = 'all'",
        "ALTER ROLE %1$s IN DATABASE postgres SET log_min_messages = 'log'",
        "ALTER ROLE %1$s SET work_mem = '7MB'");

    assertRefused(
        "the admin '%2$s' may not make '%1$s_clone' like '%1$s'; it lacks CREATEROLE, CREATEDB,"
            + " REPLICATION, BYPASSRLS, ADMIN OPTION on role '%1$s', ADMIN OPTION on role '%1$s_a',"
            + " ADMIN OPTION on role '%1$s_b', SET on parameter 'log_min_messages', SET on parameter"
            + " 'log_statement'. Run as a superuser: ALTER ROLE \"%2$s\" CREATEROLE; ALTER ROLE"
            + " \"%2$s\" CREATEDB; ALTER ROLE \"%2$s\" REPLICATION; ALTER ROLE \"%2$s\" BYPASSRLS;"
            + " GRANT \"%1$s\" TO \"%2$s\" WITH ADMIN OPTION; GRANT \"%1$s_a\" TO \"%2$s\" WITH ADMIN"
            + " OPTION; GRANT \"%1$s_b\" TO \"%2$s\" WITH ADMIN OPTION; GRANT SET ON PARAMETER"
            + " \"log_min_messages\" TO \"%2$s\"; GRANT SET ON PARAMETER \"log_statement\" TO"
            + " \"%2$s\".",
        user, admin);

    // What the message says is all that it takes.
    String remedy = remedy();
    for (String statement : remedy.split("; ", -1)) {
      database.run(statement);
    }
    heal();
  }

  @Test
  void whoeverGrantedTheMembershipHasToTakeItBack() throws Exception {
    run("ALTER ROLE %2$s CREATEROLE", "GRANT %1$s TO %2$s WITH ADMIN OPTION");
    scene.rotate();
    run(
        "CREATE ROLE %1$s_a",
        "GRANT %1$s_a TO %2$s WITH ADMIN OPTION", "GRANT %1$s_a TO %1$s_clone");

    assertRefused(
        "the admin '%2$s' may not make '%1$s_clone' like '%1$s'; it lacks the privileges of those who"
            + " granted '%1$s_a' to '%1$s_clone'. Run as a superuser: REVOKE \"%1$s_a\" FROM"
            + " \"%1$s_clone\" GRANTED BY \"postgres\".",
        user, admin);

    database.run(remedy());
    heal();
  }

  @Test
  void anOriginalWhoIsASuperuser() throws Exception {
    run("ALTER ROLE %2$s CREATEROLE", "ALTER ROLE %1$s SUPERUSER");

    assertRefused(
        "the admin '%2$s' may not make '%1$s_clone' like '%1$s'; it lacks SUPERUSER. "
            + SUPERUSER_REMEDY,
        user,
        admin);

    run("ALTER ROLE %2$s SUPERUSER");
    heal();
    assertThat(database.attributes(user + "_clone")).startsWith("(t,");
  }

  @Test
  void anOriginalWhoIsAMemberOfASuperuser() throws Exception {
    run(
        "ALTER ROLE %2$s CREATEROLE",
        "GRANT %1$s TO %2$s WITH ADMIN OPTION",
        "CREATE ROLE %1$s_root SUPERUSER",
        "GRANT %1$s_root TO %1$s",
        "GRANT %1$s_root TO %2$s WITH ADMIN OPTION");

    assertRefused(
        "the admin '%2$s' may not make '%1$s_clone' like '%1$s'; it lacks SUPERUSER to grant"
            + " '%1$s_root'. "
            + SUPERUSER_REMEDY,
        user,
        admin);

    run("REVOKE %1$s_root FROM %1$s");
    heal();
  }

  /** The alternate was made by an administrator who is not asked any more. */
  @Test
  void anotherAdminTakesOver() throws Exception {
    run("ALTER ROLE %2$s CREATEROLE", "GRANT %1$s TO %2$s WITH ADMIN OPTION");
    scene.rotate();
    String second = Database.freshName("second");
    database.createUser(second, "second-password", "CREATEROLE");
    database.run("GRANT " + user + " TO " + second + " WITH ADMIN OPTION");
    scene
        .secrets()
        .put(scene.adminId(), SecretJson.of(database, second, "second-password").toString());

    assertRefused(
        "the admin '%2$s' may not make '%1$s_clone' like '%1$s'; it lacks ADMIN OPTION on role"
            + " '%1$s_clone'. Run as a superuser: GRANT \"%1$s_clone\" TO \"%2$s\" WITH ADMIN OPTION.",
        user, second);

    database.run(remedy());
    heal();
    scene.rotate();
    assertBothLogIn();
  }

  private String remedy;

  private String remedy() {
    return remedy.replaceFirst("Run as a superuser: ", "");
  }

  @FormatMethod
  private void assertRefused(@FormatString String text, Object... details) throws Exception {
    scene.begin();
    scene.run(CREATE_SECRET);
    List<String> before = database.catalog();

    RotationException failure = scene.failure(SET_SECRET);

    assertThat(failure).hasMessage(scene.message(SET_SECRET, text, details));
    assertThat(failure.reason()).isEqualTo(Reason.PRIVILEGE_MISSING);
    assertThat(database.catalog()).isEqualTo(before);
    remedy = failure.remedy();
  }

  private void heal() {
    scene.run(Step.values());
    assertBothLogIn();
  }

  private void assertBothLogIn() {
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
    assertThat(scene.login(PREVIOUS)).isEqualTo("accepted");
    assertThat(scene.current().user()).isNotEqualTo(scene.value(PREVIOUS).user());
  }

  /** Statements in which %1$s is the user and %2$s the admin. */
  private void run(String... statements) throws SQLException {
    for (String statement : statements) {
      database.run(statement.replace("%1$s", user).replace("%2$s", admin));
    }
  }
}
