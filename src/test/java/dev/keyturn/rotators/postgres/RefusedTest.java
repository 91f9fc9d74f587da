package dev.keyturn.rotators.postgres;

import static dev.keyturn.rotation.Step.CREATE_SECRET;
import static dev.keyturn.rotation.Step.SET_SECRET;
import static dev.keyturn.rotation.Step.TEST_SECRET;
import static dev.keyturn.secret.StagingLabel.CURRENT;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.Step;
import dev.keyturn.rotation.StepReport;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Servers that answer, and say no: each its own reason and remedy, and nothing changed. */
@ExtendWith(SharedPostgres.class)
class RefusedTest {

  private Database database;
  private Scene scene;
  private String user;
  private String admin;

  @BeforeEach
  void prepare(Database shared) throws Exception {
    database = shared;
    scene = new Scene(database);
    user = Database.freshName("app");
    database.createUser(user, "first-password", "");
    admin = Database.freshName("admin");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void aRoleThatIsMissing() throws Exception {
    database.run("DROP ROLE " + user);
    scene.secret(json());

    assertRefused(
        Reason.CREDENTIALS_REJECTED,
        "the service accepts none of the stored credentials: it rejected AWSCURRENT (28P01: password"
            + " authentication failed for user \"%1$s\"), AWSPENDING (28P01: password authentication"
            + " failed for user \"%1$s\") and AWSPREVIOUS (does not exist). Store a credential that"
            + " logs in as AWSCURRENT with PutSecretValue, which also abandons this rotation, then"
            + " start a new one.",
        user);

    database.createUser(user, "first-password", "");
    heal();
  }

  @Test
  void aRoleThatMayNotLogIn() throws Exception {
    database.run("ALTER ROLE " + user + " NOLOGIN");
    scene.secret(json());

    assertRefused(
        Reason.CREDENTIALS_REJECTED,
        "logging in with AWSCURRENT as user '%1$s' at host 'localhost': 28000: role \"%1$s\" is not"
            + " permitted to log in. Run: ALTER ROLE \"%1$s\" LOGIN.",
        user);

    database.run("ALTER ROLE " + user + " LOGIN");
    heal();
  }

  @Test
  void aSessionThatMayOnlyRead() throws Exception {
    database.run("ALTER ROLE " + user + " SET default_transaction_read_only = on");
    scene.secret(json());

    assertRefused(
        Reason.SERVICE_READ_ONLY,
        "changing the password of '%1$s' failed with 25006: cannot execute ALTER ROLE in a read-only"
            + " transaction; nothing was changed. Let member 'host' name the writer; if it does, see"
            + " what sets default_transaction_read_only for \"%1$s\".",
        user);

    database.run("ALTER ROLE " + user + " RESET default_transaction_read_only");
    heal();
  }

  /** RDS says so by a privilege that only RDS has; the server says it for us in its place. */
  @Test
  void passwordsThatOnlyOthersMayChange() throws Exception {
    scene.secret(json());
    scene.function(
        environment ->
            new WatchedRotator(
                environment,
                moment -> {},
                sql ->
                    sql.startsWith("ALTER ROLE")
                        ? "DO $$ BEGIN RAISE insufficient_privilege USING MESSAGE ="
                            + " 'must be a member of rds_password to alter passwords'; END $$"
                        : sql));

    assertRefused(
        Reason.PASSWORD_COMMANDS_RESTRICTED,
        "changing the password of '%1$s' failed with 42501: must be a member of rds_password to alter"
            + " passwords; nothing was changed. The service reserves password changes (on Amazon RDS:"
            + " rds.restrict_password_commands). Run: GRANT rds_password TO \"%1$s\"; or let an admin"
            + " who has it set the password, by member 'masterarn'.",
        user);

    scene.function(Scene.ROTATOR);
    heal();
  }

  @Test
  void anAdminWhoMayNotChangePasswordsThere() throws Exception {
    database.createUser(admin, "admin-password", "CREATEROLE");
    database.run(
        "CREATE ROLE rds_password",
        "ALTER ROLE " + admin + " SET rds.restrict_password_commands = 'on'");
    asAdmin();

    assertRefused(
        Reason.PASSWORD_COMMANDS_RESTRICTED,
        "changing the password of '%1$s' failed with 42501: permission denied to alter role; nothing"
            + " was changed. The service reserves password changes (on Amazon RDS:"
            + " rds.restrict_password_commands). Run: GRANT rds_password TO \"%2$s\"; or let an admin"
            + " who has it set the password, by member 'masterarn'.",
        user,
        admin);

    // With that role, what is missing is something else.
    database.run("GRANT rds_password TO " + admin);
    assertThat(scene.failure(SET_SECRET).reason()).isEqualTo(Reason.PRIVILEGE_MISSING);
    database.run("GRANT " + user + " TO " + admin + " WITH ADMIN OPTION");
    heal();
    database.run("DROP ROLE rds_password");
  }

  @Test
  void anAdminWithoutCreaterole() throws Exception {
    database.createUser(admin, "admin-password", "");
    database.run("GRANT " + user + " TO " + admin + " WITH ADMIN OPTION");
    asAdmin();

    assertAdminLacksPrivileges();

    database.run("ALTER ROLE " + admin + " CREATEROLE");
    heal();
  }

  @Test
  void anAdminWithoutAdminOptionOnTheRole() throws Exception {
    database.createUser(admin, "admin-password", "CREATEROLE");
    asAdmin();

    assertAdminLacksPrivileges();

    database.run("GRANT " + user + " TO " + admin + " WITH ADMIN OPTION");
    heal();
  }

  private void assertAdminLacksPrivileges() throws Exception {
    assertRefused(
        Reason.PRIVILEGE_MISSING,
        "changing the password of '%1$s' failed with 42501: permission denied to alter role; nothing"
            + " was changed. Run as a superuser: ALTER ROLE \"%2$s\" CREATEROLE; GRANT \"%1$s\" TO"
            + " \"%2$s\" WITH ADMIN OPTION.",
        user,
        admin);
  }

  @Test
  void aRoleThatDisappearsMeanwhile() throws Exception {
    database.createUser(admin, "admin-password", "SUPERUSER");
    asAdmin();
    beforeTheChange("DROP ROLE " + user);

    assertMessage(
        Reason.USER_MISSING,
        "changing the password of '%1$s' failed with 42704: role \"%1$s\" does not exist; nothing was"
            + " changed. Run: CREATE ROLE \"%1$s\" LOGIN; or name a role that exists in member"
            + " 'username'.",
        user);

    database.createUser(user, "first-password", "");
    scene.function(Scene.ROTATOR);
    heal();
  }

  @Test
  void theUserItselfDisappearsMeanwhile() throws Exception {
    scene.secret(json());
    beforeTheChange("DROP ROLE " + user);

    assertMessage(
        Reason.USER_MISSING,
        "changing the password of '%1$s' failed with 42704: role \"%1$s\" does not exist; nothing was"
            + " changed. Run: CREATE ROLE \"%1$s\" LOGIN; or name a role that exists in member"
            + " 'username'.",
        user);

    database.createUser(user, "first-password", "");
    scene.function(Scene.ROTATOR);
    heal();
  }

  @Test
  void aServerThatEndsTheSession() throws Exception {
    scene.secret(json());
    beforeTheChange(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = '"
            + user
            + "'");

    assertMessage(
        Reason.SERVICE_NOT_READY,
        "changing the password of '%1$s' failed with 57P01: terminating connection due to"
            + " administrator command; nothing was changed. Wait until the server has started;"
            + " Secrets Manager reattempts the rotation.",
        user);

    scene.function(Scene.ROTATOR);
    heal();
  }

  @Test
  void theServersOwnObjection() throws Exception {
    scene.secret(
        json().with("usernames", List.of(user, "pg_other")).with("masterarn", superuser()));

    assertRefused(
        Reason.SERVICE_REFUSED,
        "creating role 'pg_other' failed with 42939: role name \"pg_other\" is reserved; nothing was"
            + " changed. Change what the server objects to, then start the rotation again.");
  }

  @Test
  void anAdminWhosePasswordIsWrong() throws Exception {
    asAdmin();

    assertRefused(
        Reason.CREDENTIALS_REJECTED,
        "the service rejected the admin secret (28P01: password authentication failed for user"
            + " \"%1$s\"). Correct the password in the admin secret %2$s.",
        admin,
        scene.current().members().get("masterarn"));

    database.createUser(admin, "admin-password", "SUPERUSER");
    heal();
  }

  /** Behind a pooler that maps names, which answers here in place of the server. */
  @Test
  void aSessionOfSomebodyElse() {
    scene.secret(json());
    scene.begin();
    scene.run(CREATE_SECRET, SET_SECRET);
    scene.function(
        environment ->
            new WatchedRotator(
                environment,
                moment -> {},
                sql -> sql.equals("SELECT session_user") ? "SELECT 'pool'" : sql));

    RotationException failure = scene.failure(TEST_SECRET);

    assertThat(failure)
        .hasMessage(
            scene.message(
                TEST_SECRET,
                "AWSPENDING logged in as '%1$s', but the session is of 'pool'. Let member 'host' name"
                    + " the server itself, not a pooler that maps users.",
                user));
    assertThat(failure.reason()).isEqualTo(Reason.IDENTITY_MISMATCH);
    scene.function(Scene.ROTATOR);
    heal();
  }

  private void asAdmin() {
    String arn = scene.adminSecret(SecretJson.of(database, admin, "admin-password"));
    scene.variable("ROTATION_STRATEGY", "admin").secret(json().with("masterarn", arn));
  }

  private String superuser() {
    return scene.adminSecret(
        SecretJson.of(database, "postgres", database.server().password().reveal()));
  }

  /** Somebody is faster by one statement. */
  private void beforeTheChange(String statement) {
    boolean[] done = new boolean[1];
    scene.function(
        environment ->
            new WatchedRotator(
                environment,
                moment -> {},
                sql -> {
                  if (sql.startsWith("ALTER ROLE") && !done[0]) {
                    done[0] = true;
                    run(statement);
                  }
                  return sql;
                }));
  }

  private void run(String statement) {
    try {
      database.run(statement);
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  @FormatMethod
  private void assertRefused(Reason reason, @FormatString String text, Object... details)
      throws Exception {
    List<String> before = database.catalog();
    assertMessage(reason, text, details);
    assertThat(database.catalog()).isEqualTo(before);
  }

  @FormatMethod
  private void assertMessage(Reason reason, @FormatString String text, Object... details) {
    scene.begin();
    scene.run(CREATE_SECRET);

    RotationException failure = scene.failure(SET_SECRET);

    assertThat(failure).hasMessage(scene.message(SET_SECRET, text, details));
    assertThat(failure.reason()).isEqualTo(reason);
    assertThat(scene.labels()).containsExactly("AWSPENDING");
  }

  private void heal() {
    String pending = scene.pending().password();
    scene.run(Step.values());
    assertThat(scene.current().password()).isEqualTo(pending);
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
    assertThat(scene.reports())
        .filteredOn(report -> report.failure() == null)
        .flatExtracting(StepReport::warnings)
        .isEmpty();
  }

  private SecretJson json() {
    return SecretJson.of(database, user, "first-password");
  }
}
