package dev.keyturn.rotators.postgres;

import static dev.keyturn.rotation.Step.CREATE_SECRET;
import static dev.keyturn.rotation.Step.FINISH_SECRET;
import static dev.keyturn.rotation.Step.SET_SECRET;
import static dev.keyturn.rotation.Step.TEST_SECRET;
import static dev.keyturn.secret.StagingLabel.CURRENT;
import static dev.keyturn.secret.StagingLabel.PENDING;
import static dev.keyturn.secret.StagingLabel.PREVIOUS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names and passwords that would end a quotation, a format or a URL if they were let. */
@ExtendWith(SharedPostgres.class)
class HostileTextTest {

  private Scene scene;
  private Database database;

  @BeforeEach
  void prepare(Database shared) {
    database = shared;
    scene = new Scene(database);
  }

  @AfterEach
  void close() {
    scene.close();
  }

  static Stream<String> names() {
    return Stream.of(
        "it's",
        "a \"quoted\" name",
        "back\\slash\\",
        "x; DROP ROLE postgres; --",
        "100%s %d %",
        "${HOME} {} $$ $1",
        "me@host:5432/db?ssl=false&user=postgres",
        "Upper And Lower",
        "select",
        "naïve 漢字 😀",
        " space around ",
        "\ttab\nline",
        "é".repeat(31) + "x");
  }

  @ParameterizedTest
  @MethodSource("names")
  void anyNameOfARole(String name) throws Exception {
    database.createUser(name, "first-password", "");
    scene.secret(SecretJson.of(database, name, "first-password"));

    scene.rotate();

    assertThat(scene.current().user()).isEqualTo(name);
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
    assertThat(scene.login(PREVIOUS)).isEqualTo("28P01");
  }

  @ParameterizedTest
  @MethodSource("names")
  void anyNameOfAPairOfAGroupAndOfADatabase(String name) throws Exception {
    String user = "u" + name.substring(1);
    String other = "o" + name.substring(1);
    String group = "g" + name.substring(1);
    String base = "d" + name.substring(1);
    database.createUser(user, "first-password", "");
    database.run(
        "CREATE ROLE " + Sql.identifier(group),
        "GRANT " + Sql.identifier(group) + " TO " + Sql.identifier(user),
        "CREATE DATABASE " + Sql.identifier(base),
        "ALTER ROLE %s IN DATABASE %s SET search_path TO %s, 'b,c'"
            .formatted(Sql.identifier(user), Sql.identifier(base), Sql.literal(name)));
    String admin =
        scene.adminSecret(
            SecretJson.of(database, "postgres", database.server().password().reveal()));
    scene.secret(
        SecretJson.of(database, user, "first-password")
            .with("dbname", base)
            .with("usernames", List.of(user, other))
            .with("masterarn", admin));

    scene.rotate();

    assertThat(scene.current().user()).isEqualTo(other);
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
    assertThat(scene.login(PREVIOUS)).isEqualTo("accepted");
    assertThat(
            database.list(
                """
                SELECT DISTINCT setconfig::text FROM pg_db_role_setting s
                JOIN pg_roles r ON r.oid = setrole
                WHERE rolname IN (%s, %s)
                """
                    .formatted(Sql.literal(user), Sql.literal(other))))
        .hasSize(1);
    assertThat(
            database.list(
                """
                SELECT g.rolname FROM pg_auth_members m
                JOIN pg_roles u ON u.oid = member JOIN pg_roles g ON g.oid = roleid
                WHERE u.rolname = %s
                """
                    .formatted(Sql.literal(other))))
        .containsExactlyInAnyOrder(user, group);
    database.run("DROP DATABASE " + Sql.identifier(base));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'; DROP ROLE postgres; --",
        "\\'\"\\\"",
        "100%s %n %d",
        "${HOME} $$ {0} $1",
        "a@b:c/d?e=f&g=h#i",
        " space around ",
        "pässwörd 漢字 😀",
        "ﬁ ｆｕｌｌ ½ — what SASLprep folds",
        "no\u00A0break",
        "soft\u00ADhyphen",
        "ideographic\u3000space",
        "bell \u0007, which SASLprep forbids",
        "\u06271 mixes directions",
        "é as e\u0301"
      })
  void anyPassword(String password) throws Exception {
    String user = Database.freshName("app");
    database.createUser(user, "first-password", "");
    scene.secret(SecretJson.of(database, user, "first-password"));
    scene
        .secrets()
        .put(
            scene.id(),
            scene.begin(),
            PENDING,
            scene.current().with("password", password).toString());

    scene.run(CREATE_SECRET, SET_SECRET, TEST_SECRET, FINISH_SECRET);

    assertThat(scene.current().password()).isEqualTo(password);
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
    assertThat(scene.login(PREVIOUS)).isEqualTo("28P01");
    // The server itself stores the same, so that other clients get in as well.
    database.run("DROP ROLE " + user);
    database.createUser(user, password, "");
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
    assertThat(database.log()).doesNotContain("PASSWORD " + Sql.literal(password));
  }

  @Test
  void aPasswordAsLongAsPasswordsGet() throws Exception {
    String user = Database.freshName("app");
    database.createUser(user, "first-password", "");
    scene.secret(SecretJson.of(database, user, "first-password"));
    scene.variable("PASSWORD_LENGTH", "4096");

    scene.rotate();

    assertThat(scene.current().password()).hasSize(4096);
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
  }

  @Test
  void refusesANameThatTheServerWouldCutOff() throws Exception {
    String user = "ü".repeat(32);
    scene.secret(SecretJson.of(database, user, "first-password"));
    scene.begin();
    scene.run(CREATE_SECRET);
    List<String> before = database.catalog();

    RotationException failure = scene.failure(SET_SECRET);

    assertThat(failure.reason()).isEqualTo(Reason.VALUE_INVALID);
    assertThat(failure)
        .hasMessage(
            scene.message(
                SET_SECRET,
                "the user name '%s' in AWSCURRENT has 64 bytes, and PostgreSQL cuts names off after"
                    + " 63. Shorten member 'username' of AWSCURRENT, or name two shorter users in its member 'usernames', then remove"
                    + " AWSPENDING from its version; the next rotation makes a new one.",
                user));
    assertThat(database.catalog()).isEqualTo(before);
  }
}
