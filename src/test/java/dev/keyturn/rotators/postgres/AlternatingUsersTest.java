package dev.keyturn.rotators.postgres;

import static dev.keyturn.rotation.Step.CREATE_SECRET;
import static dev.keyturn.rotation.Step.SET_SECRET;
import static dev.keyturn.secret.StagingLabel.CURRENT;
import static dev.keyturn.secret.StagingLabel.PREVIOUS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.Step;
import dev.keyturn.rotation.StepReport;
import dev.keyturn.secret.SecretText;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two users who take turns, set by an administrator who is no superuser. */
@ExtendWith(SharedPostgres.class)
class AlternatingUsersTest {

  private static final String ATTRIBUTES =
      """
      SELECT concat_ws(' ', rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication,
                       rolbypassrls, rolconnlimit, rolvaliduntil)
      FROM pg_roles WHERE rolname = '%s'
      """;

  private static final String MEMBERSHIPS =
      """
      SELECT coalesce(string_agg(DISTINCT concat_ws(' ', g.rolname, a.admin_option,
                                                    a.inherit_option, a.set_option), ', '), '')
      FROM pg_auth_members a
      JOIN pg_roles m ON m.oid = a.member JOIN pg_roles g ON g.oid = a.roleid
      WHERE m.rolname = '%1$s' AND left('%1$s', length(g.rolname)) <> g.rolname
      """;

  private static final String PARAMETERS =
      """
      SELECT coalesce(string_agg(concat_ws(' ', d.datname, (SELECT string_agg(c, ' ' ORDER BY c) FROM unnest(s.setconfig) c)),
                                 ', ' ORDER BY d.datname NULLS FIRST), '')
      FROM pg_db_role_setting s
      JOIN pg_roles r ON r.oid = s.setrole LEFT JOIN pg_database d ON d.oid = s.setdatabase
      WHERE r.rolname = '%s'
      """;

  private Database database;
  private Scene scene;

  @BeforeEach
  void prepare(Database shared) {
    database = shared;
    scene = new Scene(shared);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  @Test
  void noCredentialThatClientsMayHoldIsEverRefused() throws Exception {
    Pair pair = Pair.of(database, scene);

    for (int turn = 0; turn < 4; turn++) {
      SecretJson before = scene.current();
      scene.begin();
      for (Step step : Step.values()) {
        scene.run(step);
        assertThat(scene.login(before)).as("%s, turn %d", step, turn).isEqualTo("accepted");
        assertThat(scene.login(CURRENT)).as("%s, turn %d", step, turn).isEqualTo("accepted");
      }
      assertThat(scene.current().user()).isEqualTo(turn % 2 == 0 ? pair.alternate() : pair.user());
      assertThat(scene.login(PREVIOUS)).isEqualTo("accepted");
    }
    assertThat(scene.reports()).flatExtracting(StepReport::warnings).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Step.class)
  void startsAgainAfterAnyStep(Step last) throws Exception {
    Pair pair = Pair.of(database, scene);
    scene.begin();
    for (Step step : Step.values()) {
      scene.run(step);
      if (step == last) {
        break;
      }
    }
    String pending = scene.pending().password();

    scene.run(Step.values());

    assertThat(scene.current().user()).isEqualTo(pair.alternate());
    assertThat(scene.current().password()).isEqualTo(pending);
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
    assertThat(scene.login(PREVIOUS)).isEqualTo("accepted");
  }

  @Test
  void makesTheAlternateLikeTheOriginal() throws Exception {
    Pair pair =
        Pair.of(
            database, scene, "CREATEDB CONNECTION LIMIT 7 VALID UNTIL '2999-12-31 12:00:00+00'");
    String group = Database.freshName("group");
    String administered = Database.freshName("administered");
    pair.run(
        "ALTER ROLE %3$s CREATEDB",
        "CREATE ROLE " + group + "; CREATE ROLE " + administered,
        "GRANT " + group + ", " + administered + " TO %3$s WITH ADMIN OPTION",
        "GRANT " + group + " TO %1$s WITH INHERIT FALSE, SET TRUE",
        "GRANT " + administered + " TO %1$s WITH ADMIN OPTION",
        "ALTER ROLE %1$s SET search_path = \"$user\", 'odd, \"name', public",
        "ALTER ROLE %1$s SET work_mem = '17MB'",
        "ALTER ROLE %1$s IN DATABASE postgres SET application_name = 'it''s \\ %%'");

    scene.rotate();

    assertAlike(pair);
    assertThat(pair.of(MEMBERSHIPS, pair.alternate()))
        .contains(group + " f f t", administered + " t t t");
    assertThat(pair.of(ATTRIBUTES, pair.alternate())).startsWith("t f t t f f 7 2999-12-31");
  }

  @Test
  void reconcilesAtEveryRotationWhicheverOfTheTwoIsNext() throws Exception {
    Pair pair = Pair.of(database, scene, "CONNECTION LIMIT 7");
    String lost = Database.freshName("lost");
    String gained = Database.freshName("gained");
    pair.run(
        "CREATE ROLE " + lost + "; CREATE ROLE " + gained,
        "GRANT " + lost + ", " + gained + " TO %3$s WITH ADMIN OPTION",
        "GRANT " + lost + " TO %1$s",
        "ALTER ROLE %1$s SET work_mem = '17MB'",
        "ALTER ROLE %1$s SET statement_timeout = '9s'");
    scene.rotate();
    assertAlike(pair);

    pair.run(
        "REVOKE " + lost + " FROM %1$s; GRANT " + gained + " TO %1$s",
        "ALTER ROLE %1$s CONNECTION LIMIT 8",
        "ALTER ROLE %1$s RESET work_mem; ALTER ROLE %1$s SET statement_timeout = '8s'",
        "ALTER ROLE %1$s SET lock_timeout = '7s'");
    scene.rotate();

    assertThat(scene.current().user()).isEqualTo(pair.user());
    assertAlike(pair);
    assertThat(pair.of(MEMBERSHIPS, pair.alternate())).isEqualTo(gained + " f t t");
    assertThat(scene.reports())
        .flatExtracting(StepReport::warnings)
        .containsExactly(
            "'%s' was revoked from '%s', because '%s' does not have it"
                .formatted(lost, pair.alternate(), pair.user()));
    scene.rotate();
    assertAlike(pair);
  }

  @Test
  void theAlternateHasThePrivilegesThatTheOriginalWasGrantedDirectly() throws Exception {
    Pair pair = Pair.of(database, scene);
    String table = Database.freshName("orders");
    pair.run("CREATE TABLE " + table + " (id int); GRANT SELECT, INSERT ON " + table + " TO %1$s");

    scene.rotate();

    try (Connection connection = connect(scene.current());
        Statement statement = connection.createStatement()) {
      statement.execute("INSERT INTO " + table + " VALUES (1)");
      statement.execute("SELECT * FROM " + table);
    }
  }

  @Test
  void whatTheAlternateCreatesIsItsOwnUnlessAskedOtherwise() throws Exception {
    Pair pair = Pair.of(database, scene);
    scene.rotate();

    assertThat(ownerOfWhatItCreates(pair)).isEqualTo(pair.alternate());
  }

  @Test
  void withObjectOwnerItActsAsTheOriginal() throws Exception {
    Pair pair = Pair.of(database, scene);
    String table = Database.freshName("secured");
    pair.run(
        "GRANT CREATE ON SCHEMA public TO %1$s",
        "CREATE TABLE " + table + " (owner text); INSERT INTO " + table + " VALUES ('%1$s'), ('x')",
        "ALTER TABLE " + table + " ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY p ON " + table + " USING (owner = current_user)",
        "GRANT SELECT ON " + table + " TO %1$s");
    scene.variable("OBJECT_OWNER", "original");

    scene.rotate();

    try (Connection connection = connect(scene.current())) {
      assertThat(Database.list(connection, "SELECT current_user")).containsExactly(pair.user());
      assertThat(Database.list(connection, "SELECT session_user"))
          .containsExactly(pair.alternate());
      assertThat(Database.list(connection, "SELECT owner FROM " + table))
          .containsExactly(pair.user());
    }
    assertThat(ownerOfWhatItCreates(pair)).isEqualTo(pair.user());
    scene.rotate();
    scene.rotate();
    assertThat(scene.current().user()).isEqualTo(pair.alternate());
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
  }

  @Test
  void thePairIsWhatTheSecretLists() throws Exception {
    Pair pair = Pair.of(database, scene);
    String second = pair.user() + "_b";
    scene
        .secrets()
        .put(
            scene.id(), scene.current().with("usernames", List.of(pair.user(), second)).toString());

    scene.rotate();

    assertThat(scene.current().user()).isEqualTo(second);
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
    scene.rotate();
    assertThat(scene.current().user()).isEqualTo(pair.user());
    assertThat(scene.current().members().get("usernames")).isEqualTo(List.of(pair.user(), second));
    assertThat(scene.login(PREVIOUS)).isEqualTo("accepted");
  }

  /** A user of that name who was there first is not mistaken for a clone of another one. */
  @Test
  void aUserWhoseNameEndsLikeACloneIsRefusedUntilThePairIsNamed() throws Exception {
    Pair pair = Pair.of(database, scene);
    pair.run(
        "CREATE ROLE %2$s LOGIN PASSWORD 'first-password'", "GRANT %2$s TO %3$s WITH ADMIN OPTION");
    scene.secrets().put(scene.id(), scene.current().with("username", pair.alternate()).toString());
    List<String> before = database.catalog();
    scene.begin();
    scene.run(CREATE_SECRET);

    RotationException failure = scene.failure(SET_SECRET);

    assertThat(failure.reason()).isEqualTo(Reason.SERVICE_REFUSED);
    assertThat(failure)
        .hasMessage(
            scene.message(
                SET_SECRET,
                "role '%1$s' exists, but is not the alternate of '%2$s': neither is a member of the"
                    + " other. If the two are to take turns, run: GRANT \"%2$s\" TO \"%1$s\";"
                    + " otherwise name another user in member 'usernames' of AWSCURRENT.",
                pair.user(),
                pair.alternate()));
    assertThat(database.catalog()).isEqualTo(before);
  }

  @Test
  void anOriginalThatDoesNotInheritIsRefused() throws Exception {
    Pair pair = Pair.of(database, scene, "NOINHERIT");
    List<String> before = database.catalog();
    scene.begin();
    scene.run(CREATE_SECRET);

    RotationException failure = scene.failure(SET_SECRET);

    assertThat(failure.reason()).isEqualTo(Reason.SERVICE_REFUSED);
    assertThat(failure)
        .hasMessage(
            scene.message(
                SET_SECRET,
                "role '%1$s' is NOINHERIT, so an alternate like it would not have its privileges. Run:"
                    + " ALTER ROLE \"%1$s\" INHERIT; or rotate one user, with ROTATION_STRATEGY set to"
                    + " admin.",
                pair.user()));
    assertThat(database.catalog()).isEqualTo(before);
    pair.run("ALTER ROLE %1$s INHERIT");
    scene.run(Step.values());
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
  }

  @Test
  void whatTheAdminMayNotCopyIsNamedBeforeAnythingIsChanged() throws Exception {
    Pair pair = Pair.of(database, scene, "CREATEDB REPLICATION");
    String group = Database.freshName("group");
    pair.run(
        "CREATE ROLE " + group + "; GRANT " + group + " TO %1$s",
        "ALTER ROLE %1$s SET log_statement = 'none'",
        "ALTER ROLE %3$s NOCREATEROLE",
        "REVOKE ADMIN OPTION FOR %1$s FROM %3$s");
    List<String> before = database.catalog();
    scene.begin();
    scene.run(CREATE_SECRET);

    RotationException failure = scene.failure(SET_SECRET);

    assertThat(failure.reason()).isEqualTo(Reason.PRIVILEGE_MISSING);
    assertThat(failure)
        .hasMessage(
            scene.message(
                SET_SECRET,
                "the admin '%3$s' may not make '%2$s' like '%1$s'; it lacks CREATEROLE, CREATEDB,"
                    + " REPLICATION, ADMIN OPTION on role '%1$s', ADMIN OPTION on role '%4$s', SET on"
                    + " parameter 'log_statement'. Run as a superuser: ALTER ROLE \"%3$s\" CREATEROLE;"
                    + " ALTER ROLE \"%3$s\" CREATEDB; ALTER ROLE \"%3$s\" REPLICATION; GRANT \"%1$s\""
                    + " TO \"%3$s\" WITH ADMIN OPTION; GRANT \"%4$s\" TO \"%3$s\" WITH ADMIN OPTION;"
                    + " GRANT SET ON PARAMETER \"log_statement\" TO \"%3$s\".",
                pair.user(),
                pair.alternate(),
                pair.admin(),
                group));
    assertThat(database.catalog()).isEqualTo(before);
  }

  /** The remedy of a message is what mends it. */
  @Test
  void theStatementsOfTheMessageAreAllThatIsMissing() throws Exception {
    Pair pair = Pair.of(database, scene, "CREATEDB REPLICATION");
    String group = Database.freshName("group");
    pair.run(
        "CREATE ROLE " + group + "; GRANT " + group + " TO %1$s",
        "ALTER ROLE %1$s SET log_statement = 'none'",
        "ALTER ROLE %3$s NOCREATEROLE",
        "REVOKE ADMIN OPTION FOR %1$s FROM %3$s");
    scene.begin();
    scene.run(CREATE_SECRET);
    String remedy = scene.failure(SET_SECRET).remedy();

    for (String statement : remedy.substring("Run as a superuser: ".length()).split("; ", -1)) {
      database.run(statement);
    }
    scene.run(Step.values());

    assertAlike(pair);
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
  }

  @Test
  void aSuperuserIsCopiedByASuperuserOnly() throws Exception {
    Pair pair = Pair.of(database, scene, "SUPERUSER");
    List<String> before = database.catalog();
    scene.begin();
    scene.run(CREATE_SECRET);

    RotationException failure = scene.failure(SET_SECRET);

    assertThat(failure)
        .hasMessage(
            scene.message(
                SET_SECRET,
                "the admin '%3$s' may not make '%2$s' like '%1$s'; it lacks SUPERUSER, SUPERUSER to"
                    + " grant '%1$s'. Name an admin who is a superuser in member 'masterarn', or take"
                    + " from the original what only superusers may give.",
                pair.user(),
                pair.alternate(),
                pair.admin()));
    assertThat(database.catalog()).isEqualTo(before);
    pair.run("ALTER ROLE %3$s SUPERUSER");
    scene.run(Step.values());
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
  }

  private void assertAlike(Pair pair) throws SQLException {
    for (String query : List.of(ATTRIBUTES, MEMBERSHIPS, PARAMETERS)) {
      assertThat(pair.of(query, pair.alternate())).as(query).isEqualTo(pair.of(query, pair.user()));
    }
  }

  private String ownerOfWhatItCreates(Pair pair) throws SQLException {
    pair.run("GRANT CREATE ON SCHEMA public TO %1$s");
    String table = Database.freshName("made");
    try (Connection connection = connect(scene.current());
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE " + table + " (id int)");
    }
    return database.one("SELECT tableowner FROM pg_tables WHERE tablename = '" + table + "'");
  }

  private Connection connect(SecretJson credential) throws SQLException {
    return database
        .server()
        .connect("postgres", credential.user(), SecretText.of(credential.password()));
  }
}
