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
import dev.keyturn.rotation.StepReport;
import dev.keyturn.secret.SecretText;
import dev.keyturn.secret.StagingLabel;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two users who take turns, made alike by an administrator. */
@ExtendWith(SharedPostgres.class)
class AlternatingUsersTest {

  private Database database;
  private Scene scene;
  private String user;
  private String clone;

  @BeforeEach
  void prepare(Database shared) throws Exception {
    database = shared;
    scene = new Scene(database);
    user = Database.freshName("app");
    clone = user + "_clone";
    database.createUser(user, "first-password", "");
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void takeTurns() {
    scene.secret(json());

    scene.rotate();
    assertThat(scene.current().user()).isEqualTo(clone);
    assertBothLogIn();
    scene.rotate();
    assertThat(scene.current().user()).isEqualTo(user);
    assertBothLogIn();
    assertThat(database.login(user, "first-password")).isEqualTo("28P01");
    scene.rotate();
    assertThat(scene.current().user()).isEqualTo(clone);
    assertBothLogIn();
    assertThat(scene.reports()).flatExtracting(StepReport::warnings).isEmpty();
  }

  @Test
  void theAlternateIsMadeLikeTheOriginal() throws Exception {
    makeRich();
    scene.secret(json());

    scene.rotate();

    assertThat(database.attributes(clone))
        .isEqualTo(database.attributes(user))
        .isEqualTo("(f,t,t,t,t,t,t,5,\"2040-01-02 03:04:05+00\")");
    assertThat(database.settings(clone))
        .isEqualTo(database.settings(user))
        .containsExactly(
            "*: DateStyle=German, YMD",
            "*: app.tenant=it's \"me\"; \\",
            "*: search_path=\"$user\", public, \"a,b\", \"c\"\"d\"",
            "*: work_mem=7MB",
            "postgres: application_name=per database",
            "postgres: search_path=\"\"");
    assertThat(database.memberships(user))
        .containsExactly(
            user + "_admins: admin, inherit, set",
            user + "_plain: inherit, set",
            user + "_private: set",
            user + "_readers: inherit");
    assertThat(database.memberships(clone))
        .containsExactly(
            user + ": inherit, set",
            user + "_admins: admin, inherit, set",
            user + "_plain: inherit, set",
            user + "_private: set",
            user + "_readers: inherit");
  }

  /** Otherwise every rotation would grant and revoke for nothing, and need the rights for it. */
  @Test
  void nothingIsChangedThatIsAlikeAlready() throws Exception {
    makeRich();
    scene.secret(json());
    scene.rotate();
    List<String> before = catalogWithoutPasswords();

    scene.rotate();
    scene.rotate();

    assertThat(catalogWithoutPasswords()).isEqualTo(before);
  }

  /** Whichever of the two is pending. */
  @Test
  void whatChangesAtTheOriginalFollows() throws Exception {
    makeRich();
    scene.secret(json());
    scene.rotate();
    change(user);

    scene.rotate();

    assertThat(scene.current().user()).isEqualTo(user);
    assertAlike();
    assertThat(database.attributes(user)).isEqualTo("(f,t,t,f,t,f,f,-1,infinity)");
    assertThat(database.memberships(clone))
        .containsExactly(
            user + ": inherit, set",
            user + "_admins: inherit, set",
            user + "_new: admin, inherit",
            user + "_private: set",
            user + "_readers: inherit");
    assertThat(scene.reports().get(5).warnings())
        .containsExactly(
            "'%1$s_plain' was revoked from '%1$s_clone', because '%1$s' does not have it"
                .formatted(user));

    database.run("ALTER ROLE " + user + " SET work_mem = '9MB'");
    scene.rotate();
    assertAlike();
    assertThat(database.settings(clone)).contains("*: work_mem=9MB");
  }

  @Test
  void whatIsChangedAtTheAlternateIsTakenBack() throws Exception {
    scene.secret(json());
    scene.rotate();
    database.run(
        "CREATE ROLE " + user + "_foreign",
        "GRANT " + user + "_foreign TO " + clone,
        "GRANT " + user + " TO " + clone + " WITH ADMIN OPTION",
        "ALTER ROLE " + clone + " CREATEDB CONNECTION LIMIT 3 VALID UNTIL '2041-01-01'",
        "ALTER ROLE " + clone + " SET work_mem = '5MB'",
        "ALTER ROLE " + clone + " IN DATABASE postgres SET work_mem = '6MB'");

    scene.rotate();

    assertAlike();
    assertThat(database.memberships(clone)).containsExactly(user + ": inherit, set");
    assertThat(database.settings(clone)).isEmpty();
    assertThat(scene.reports().get(5).warnings())
        .containsExactly(
            "'%1$s_foreign' was revoked from '%1$s_clone', because '%1$s' does not have it"
                .formatted(user));
  }

  @Test
  void anAlternateThatIsGoneIsMadeAgain() throws Exception {
    scene.secret(json());
    scene.rotate().rotate();
    database.run("DROP ROLE " + clone);

    scene.rotate();

    assertThat(scene.current().user()).isEqualTo(clone);
    assertBothLogIn();
  }

  @Test
  void anAlternateThatMayNotLogInIsLetInAgain() throws Exception {
    scene.secret(json());
    scene.rotate().rotate();
    database.run("ALTER ROLE " + clone + " NOLOGIN");

    scene.rotate();

    assertBothLogIn();
  }

  /** Most users have their privileges by themselves, and not by a group. */
  @Test
  void theAlternateHasTheOriginalsOwnPrivileges() throws Exception {
    String table = user + "_table";
    database.run(
        "CREATE TABLE " + table + " AS SELECT 'seen' AS word",
        "GRANT SELECT ON " + table + " TO " + user);
    scene.secret(json());

    scene.rotate();

    assertThat(asClient(CURRENT, "SELECT word FROM " + table)).containsExactly("seen");
    database.run("REVOKE SELECT ON " + table + " FROM " + user);
    assertThat(failureOf(CURRENT, "SELECT word FROM " + table)).isEqualTo("42501");
  }

  @Test
  void whatTheAlternateCreatesIsItsOwn() throws Exception {
    database.run("CREATE SCHEMA " + user + "_s AUTHORIZATION " + user);
    scene.secret(json());

    scene.rotate();

    asClient(CURRENT, "CREATE TABLE %s_s.made ()".formatted(user), "SELECT 1");
    assertThat(owner("made")).isEqualTo(clone);
    assertThat(asClient(CURRENT, "SELECT current_user || ' ' || session_user"))
        .containsExactly(clone + " " + clone);
  }

  @Test
  void whatTheAlternateCreatesIsTheOriginalsIfSoConfigured() throws Exception {
    database.run(
        "CREATE SCHEMA " + user + "_s AUTHORIZATION " + user,
        "CREATE TABLE %1$s_s.rows AS SELECT '%1$s' AS owner UNION SELECT '%1$s_clone'"
            .formatted(user),
        "ALTER TABLE " + user + "_s.rows ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY own ON " + user + "_s.rows USING (owner = current_user)",
        "GRANT SELECT ON " + user + "_s.rows TO " + user);
    scene.variable("OBJECT_OWNER", "original").secret(json());

    scene.rotate();

    assertThat(scene.current().user()).isEqualTo(clone);
    asClient(CURRENT, "CREATE TABLE %s_s.made ()".formatted(user), "SELECT 1");
    assertThat(owner("made")).isEqualTo(user);
    assertThat(asClient(CURRENT, "SELECT current_user || ' ' || session_user"))
        .containsExactly(user + " " + clone);
    // Row security sees the original, too.
    assertThat(asClient(CURRENT, "SELECT owner FROM " + user + "_s.rows")).containsExactly(user);
    assertThat(database.settings(clone)).containsExactly("*: role=" + user);
    assertThat(database.settings(user)).isEmpty();

    scene.rotate().rotate();

    assertThat(scene.current().user()).isEqualTo(clone);
    assertBothLogIn();
    assertThat(database.settings(clone)).containsExactly("*: role=" + user);
    assertThat(database.settings(user)).isEmpty();
    asClient(PREVIOUS, "DROP TABLE %s_s.made".formatted(user), "SELECT 1");
  }

  @Test
  void anAlternateThatWasMadeToActAsTheOriginalByHandGoesOn() throws Exception {
    scene.secret(json());
    scene.rotate();
    database.run("ALTER ROLE " + clone + " SET role = " + user);

    scene.rotate().rotate();

    assertThat(database.settings(clone)).containsExactly("*: role=" + user);
    assertBothLogIn();
  }

  @Test
  void anUnknownOwnerIsAProblemOfTheConfiguration() {
    scene.variable("OBJECT_OWNER", "me").secret(json());
    scene.begin();

    RotationException failure = scene.failure(CREATE_SECRET);

    assertThat(failure)
        .hasMessage(
            scene.message(
                CREATE_SECRET,
                "the function's environment variables are wrong: OBJECT_OWNER is none of creator,"
                    + " original. Correct them in the function's configuration."));
    assertThat(failure.reason()).isEqualTo(Reason.INVALID_CONFIGURATION);
  }

  @Test
  void thePairThatTheSecretNames() {
    String other = user + "_b";
    scene.secret(json().with("usernames", List.of(user, other)));

    scene.rotate();
    assertThat(scene.current().user()).isEqualTo(other);
    assertBothLogIn();
    scene.rotate();
    assertThat(scene.current().user()).isEqualTo(user);
    assertBothLogIn();
    assertThat(scene.current().members().get("usernames")).isEqualTo(List.of(user, other));
  }

  /** AWS's function would take it for the alternate of another user. */
  @Test
  void aRealUserWhoseNameEndsInClone() throws Exception {
    database.createUser(clone, "first-password", "");
    String other = user + "_b";
    scene.secret(json().with("username", clone).with("usernames", List.of(clone, other)));

    scene.rotate();

    assertThat(scene.current().user()).isEqualTo(other);
    assertBothLogIn();
    assertThat(database.login(user, "first-password")).isEqualTo("accepted");
  }

  /** Else whoever may write the secret could have the admin take any role over. */
  @Test
  void aRoleThatIsNotTheAlternateIsLeftAlone() throws Exception {
    database.createUser(clone, "its own password", "");
    scene.secret(json());

    assertRefused(
        Reason.SERVICE_REFUSED,
        "role '%1$s_clone' exists, but is not the alternate of '%1$s': neither is a member of the"
            + " other. If the two are to take turns, run: GRANT \"%1$s\" TO \"%1$s_clone\"; otherwise"
            + " name another user in member 'usernames' of AWSCURRENT.",
        user);

    assertThat(database.login(clone, "its own password")).isEqualTo("accepted");
    database.run("GRANT " + user + " TO " + clone);
    heal();
    assertThat(database.login(clone, "its own password")).isEqualTo("28P01");
  }

  @Test
  void anOriginalWhoInheritsNothing() throws Exception {
    database.run("ALTER ROLE " + user + " NOINHERIT");
    scene.secret(json());

    assertRefused(
        Reason.SERVICE_REFUSED,
        "role '%1$s' is NOINHERIT, so an alternate like it would not have its privileges. Run: ALTER"
            + " ROLE \"%1$s\" INHERIT; or rotate one user, with ROTATION_STRATEGY set to admin.",
        user);

    database.run("ALTER ROLE " + user + " INHERIT");
    heal();
  }

  /** The first one does not end before the second one waits for it, so that they do overlap. */
  @Test
  void twoInvocationsAtOnce() throws Exception {
    makeRich();
    scene.secret(json());
    scene.begin();
    scene.run(CREATE_SECRET);
    AtomicBoolean first = new AtomicBoolean(true);
    scene.function(
        environment ->
            new WatchedRotator(
                environment,
                moment -> {
                  if (moment.equals("before commit") && first.getAndSet(false)) {
                    awaitAnother();
                  }
                }));

    // The common pool may have one thread, in which the two would not meet.
    ExecutorService threads = Executors.newFixedThreadPool(2);
    List<CompletableFuture<Void>> both = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      both.add(CompletableFuture.runAsync(() -> scene.run(SET_SECRET), threads));
    }
    threads.shutdown();
    both.forEach(CompletableFuture::join);

    scene.function(Scene.ROTATOR);
    assertThat(scene.login(StagingLabel.PENDING)).isEqualTo("accepted");
    assertAlike();
    scene.run(Step.values());
    assertBothLogIn();
  }

  private void awaitAnother() {
    Instant end = Instant.now().plusSeconds(10);
    try {
      while (database
          .list("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'advisory'")
          .isEmpty()) {
        assertThat(Instant.now()).as("nobody waits").isBefore(end);
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  private void makeRich() throws SQLException {
    database.run(
        """
        ALTER ROLE %1$s CREATEROLE CREATEDB REPLICATION BYPASSRLS CONNECTION LIMIT 5
        VALID UNTIL '2040-01-02 03:04:05+00'
        """
            .formatted(user),
        "CREATE ROLE " + user + "_plain",
        "CREATE ROLE " + user + "_admins",
        "CREATE ROLE " + user + "_private",
        "CREATE ROLE " + user + "_readers",
        "GRANT %1$s_plain TO %1$s".formatted(user),
        "GRANT %1$s_admins TO %1$s WITH ADMIN OPTION".formatted(user),
        "GRANT %1$s_private TO %1$s WITH INHERIT FALSE".formatted(user),
        "GRANT %1$s_readers TO %1$s WITH SET FALSE".formatted(user),
        "ALTER ROLE " + user + " SET work_mem = '7MB'",
        "ALTER ROLE " + user + " SET DateStyle = 'German, YMD'",
        "ALTER ROLE " + user + " SET search_path = '$user', public, 'a,b', 'c\"d'",
        "ALTER ROLE " + user + " SET app.tenant = E'it\\'s \"me\"; \\\\'",
        "ALTER ROLE " + user + " IN DATABASE postgres SET application_name = 'per database'",
        "ALTER ROLE " + user + " IN DATABASE postgres SET search_path = ''");
  }

  private void change(String role) throws SQLException {
    database.run(
        "ALTER ROLE " + role + " NOCREATEDB NOREPLICATION NOBYPASSRLS CONNECTION LIMIT -1",
        "ALTER ROLE " + role + " VALID UNTIL 'infinity'",
        "REVOKE %1$s_plain FROM %1$s".formatted(role),
        "REVOKE ADMIN OPTION FOR %1$s_admins FROM %1$s".formatted(role),
        "CREATE ROLE " + role + "_new",
        "GRANT %1$s_new TO %1$s WITH ADMIN TRUE, SET FALSE".formatted(role),
        "ALTER ROLE " + role + " RESET work_mem",
        "ALTER ROLE " + role + " SET DateStyle = 'ISO'",
        "ALTER ROLE " + role + " IN DATABASE postgres RESET ALL",
        "ALTER ROLE " + role + " IN DATABASE postgres SET statement_timeout = '1min'");
  }

  private void assertAlike() throws SQLException {
    assertThat(database.attributes(clone)).isEqualTo(database.attributes(user));
    assertThat(database.settings(clone)).isEqualTo(database.settings(user));
    List<String> groups = new ArrayList<>(database.memberships(user));
    groups.add(0, user + ": inherit, set");
    assertThat(database.memberships(clone)).isEqualTo(groups);
  }

  private void assertBothLogIn() {
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
    assertThat(scene.login(PREVIOUS)).isEqualTo("accepted");
    assertThat(scene.current().user()).isNotEqualTo(scene.value(PREVIOUS).user());
  }

  private List<String> catalogWithoutPasswords() throws SQLException {
    return database.list(
        """
        SELECT r::text FROM pg_roles r
        UNION ALL SELECT m::text FROM pg_auth_members m
        UNION ALL SELECT s::text FROM pg_db_role_setting s
        ORDER BY 1
        """);
  }

  private String owner(String table) throws SQLException {
    return database.one(
        "SELECT tableowner FROM pg_tables WHERE schemaname = '%s_s' AND tablename = '%s'"
            .formatted(user, table));
  }

  /** Runs statements with the credential of a label, the last of them a query. */
  private List<String> asClient(StagingLabel label, String... statements) throws SQLException {
    SecretJson credential = scene.value(label);
    try (Connection connection =
            database
                .server()
                .connect("postgres", credential.user(), SecretText.of(credential.password()));
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < statements.length - 1; i++) {
        statement.execute(statements[i]);
      }
      return Database.list(connection, statements[statements.length - 1]);
    }
  }

  private String failureOf(StagingLabel label, String query) {
    try {
      return "none: " + asClient(label, query);
    } catch (SQLException e) {
      return e.getSQLState();
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

  private void heal() {
    scene.run(Step.values());
    assertBothLogIn();
  }

  private SecretJson json() {
    return SecretJson.of(database, user, "first-password")
        .with(
            "masterarn",
            scene.adminSecret(
                SecretJson.of(database, "postgres", database.server().password().reveal())));
  }
}
