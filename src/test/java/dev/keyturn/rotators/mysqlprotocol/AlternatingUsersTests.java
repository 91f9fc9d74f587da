package dev.keyturn.rotators.mysqlprotocol;

import static dev.keyturn.rotation.Step.CREATE_SECRET;
import static dev.keyturn.rotation.Step.SET_SECRET;
import static dev.keyturn.secret.StagingLabel.CURRENT;
import static dev.keyturn.secret.StagingLabel.PENDING;
import static dev.keyturn.secret.StagingLabel.PREVIOUS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.RotationHandler;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.Step;
import dev.keyturn.rotators.RotationScene;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two users who take turns, and who may do the same. */
public abstract class AlternatingUsersTests extends EngineTest {

  protected Account clone;

  protected AlternatingUsersTests(
      TestServer server,
      Supplier<? extends RotationHandler<DatabaseCredential, Connection>> rotator) {
    super(server, rotator);
  }

  @BeforeEach
  void alternate() {
    clone = new Account(user + "_clone", "%");
    asAdmin("alternating", server.superuserSecret());
  }

  @Test
  void takesTurns() throws Exception {
    scene.rotate();

    assertThat(scene.member(CURRENT, "username")).isEqualTo(clone.user());
    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(login(PREVIOUS)).isEqualTo("accepted");
    assertAlike(account, clone);

    scene.rotate();
    assertThat(scene.member(CURRENT, "username")).isEqualTo(user);
    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(login(PREVIOUS)).isEqualTo("accepted");
    assertThat(server.login(user, "first-password")).isEqualTo(REFUSED);
    assertThat(scene.warnings()).isEmpty();
  }

  @Test
  void copiesEverythingAndKeepsItAlike() throws Exception {
    String table = TestServer.freshName("t");
    String role = TestServer.freshName("r");
    server.run(
        "CREATE TABLE appdb.%s (a INT, b INT)".formatted(table),
        "CREATE ROLE " + role,
        "GRANT UPDATE (b), SELECT (b, a) ON appdb.%s TO %s".formatted(table, account),
        "GRANT CREATE, DROP ON `app\\_%%`.* TO %s WITH GRANT OPTION".formatted(account),
        "GRANT PROCESS, RELOAD ON *.* TO " + account,
        "GRANT %s TO %s WITH ADMIN OPTION".formatted(role, account),
        defaultRole(role, account),
        "ALTER USER %s REQUIRE SSL WITH MAX_QUERIES_PER_HOUR 9000 MAX_USER_CONNECTIONS 7"
            .formatted(account));

    scene.rotate();
    assertAlike(account, clone);
    assertThat(server.grants(clone, clone).toString())
        .contains("WITH GRANT OPTION", "WITH ADMIN OPTION", "UPDATE (`b`)", "PROCESS");
    assertThat(requirement(clone)).isEqualTo(requirement(account)).contains("ANY", "9000", "7");
    assertThat(defaultRoles(clone)).isEqualTo(defaultRoles(account)).hasSize(1);
    assertThat(scene.warnings()).isEmpty();

    // While the alternate is current, the original changes.
    server.run(
        "REVOKE UPDATE (b) ON appdb.%s FROM %s".formatted(table, account),
        "REVOKE GRANT OPTION ON `app\\_%`.* FROM " + account,
        "REVOKE RELOAD ON *.* FROM " + account,
        "GRANT DELETE ON appdb.* TO " + account,
        "REVOKE %s FROM %s".formatted(role, account),
        "GRANT %s TO %s".formatted(role, account),
        "ALTER USER %s REQUIRE NONE WITH MAX_QUERIES_PER_HOUR 0 MAX_USER_CONNECTIONS 3"
            .formatted(account));

    scene.rotate();
    assertAlike(account, clone);
    assertThat(requirement(clone)).isEqualTo(requirement(account)).doesNotContain("ANY", "9000");
    assertThat(scene.warnings()).hasSize(1);
    assertThat(scene.warnings().get(0))
        .startsWith(clone + " lost ")
        .contains("RELOAD ON *.*", "UPDATE (`b`)", "GRANT OPTION ON `app", role)
        .endsWith(", because " + account + " does not have it");
    scene.rotate();
    assertAlike(account, clone);
    assertThat(scene.warnings()).hasSize(1);
  }

  @Test
  void makesAnAccountForEveryHost() throws Exception {
    Account narrow = server.createUser(new Account(user, "10.0.0.0/255.0.0.0"), "first-password");
    server.run("GRANT DELETE ON appdb.* TO " + narrow);

    scene.rotate();

    assertAlike(account, clone);
    assertAlike(narrow, clone.at(narrow.host()));
    assertThat(scene.warnings()).isEmpty();
  }

  @Test
  void leavesOutWhatHasBeenDropped() throws Exception {
    String table = TestServer.freshName("t");
    server.run(
        "CREATE TABLE appdb.%s (a INT)".formatted(table),
        "GRANT SELECT ON appdb.%s TO %s".formatted(table, account),
        "DROP TABLE appdb." + table);

    scene.rotate();

    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(scene.warnings()).hasSize(1);
    assertThat(scene.warnings().get(0))
        .startsWith(
            "granting SELECT ON `appdb`.`%s` to %s was left out: 1146".formatted(table, clone));
  }

  /** Else whoever may write the secret could have the admin take over any user. */
  @Test
  void takesNoUserOverWhoMayDoMore() throws Exception {
    Account other = server.createUser(TestServer.freshName("boss"), "boss-password");
    server.run("GRANT PROCESS ON *.* TO " + other);
    scene.put(RotationScene.with(scene.value(CURRENT), "usernames", List.of(user, other.user())));

    assertRefused(
        Reason.SERVICE_REFUSED,
        "%2$s may do more than the current %1$s: PROCESS ON *.*. If the two are to take turns, grant"
            + " that to %1$s or revoke it from %2$s; otherwise name another user in member"
            + " 'usernames' of AWSCURRENT.",
        account,
        other);

    server.run("REVOKE PROCESS ON *.* FROM " + other);
    heal();
    assertAlike(account, other);
  }

  @Test
  void saysWhatTheAdminLacks() throws Exception {
    Account admin = createAdmin("GRANT CREATE USER ON *.* TO %s");
    asAdmin("alternating", server.secret(admin.user(), "admin-password"));

    assertRefused(
        Reason.PRIVILEGE_MISSING,
        "reading the accounts of '%1$s' failed with 1142 (42000): SELECT command denied to user"
            + " %2$s; nothing was changed. Run as an admin who may: GRANT SELECT ON mysql.* TO %3$s.",
        user,
        deniedTo(admin),
        admin);

    server.run("GRANT SELECT ON mysql.* TO " + admin);
    assertThat(scene.failure(SET_SECRET))
        .hasMessageContaining("granting SELECT, INSERT ON `appdb`.* to " + clone)
        .hasMessageEndingWith(
            "the password was not changed. Run as an admin who may: GRANT SELECT, INSERT ON"
                + " `appdb`.* TO %s WITH GRANT OPTION.",
            admin);
    assertThat(server.login(clone.user(), scene.member(PENDING, "password")))
        .isNotEqualTo("accepted");
    assertThat(login(CURRENT)).isEqualTo("accepted");

    server.run("GRANT SELECT, INSERT ON appdb.* TO %s WITH GRANT OPTION".formatted(admin));
    heal();
    assertAlike(account, clone);
  }

  /** Clients notice nothing, and the next run heals, whenever the process dies. */
  @Test
  void survivesDeathAtEveryStatement() throws Exception {
    server.run("ALTER USER " + account + " WITH MAX_USER_CONNECTIONS 50");
    List<String> moments = new ArrayList<>();
    int point = 1;
    while (diesAndHeals(point, moments)) {
      point++;
    }
    assertThat(moments).contains("before execute", "after execute", "after set", "after verify");
    assertThat(point).isGreaterThan(30);
    assertAlike(account, clone);
  }

  private boolean diesAndHeals(int point, List<String> moments) throws SQLException {
    boolean died = dies(point, moments);
    assertThat(login(CURRENT)).isEqualTo("accepted");
    if (died) {
      scene.run(Step.values());
    }
    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(scene.labels()).containsExactly("AWSCURRENT", "AWSPENDING");
    return died;
  }

  /** The alternate cannot log in before it may do what the original may. */
  @Test
  void anAlternateThatIsHalfMadeIsCompleted() throws Exception {
    scene.begin();
    scene.run(CREATE_SECRET);
    answering("GRANT ", 1227, "42000", "Access denied");
    assertThat(scene.failure(SET_SECRET).reason()).isEqualTo(Reason.PRIVILEGE_MISSING);
    assertThat(login(PENDING)).isNotEqualTo("accepted");

    heal();
    assertAlike(account, clone);
  }

  protected void assertAlike(Account original, Account alternate) throws SQLException {
    assertThat(server.grants(alternate, original)).isEqualTo(server.grants(original, original));
  }

  protected abstract String defaultRole(String role, Account of);

  protected abstract List<String> defaultRoles(Account of) throws SQLException;

  /** How the server writes who was denied what. */
  protected abstract String deniedTo(Account admin);

  private List<String> requirement(Account of) throws SQLException {
    return List.of(
        server
            .one(
                "SELECT CONCAT_WS(' ', ssl_type, max_questions, max_user_connections) FROM mysql.user"
                    + " WHERE user = '%s' AND host = '%s'".formatted(of.user(), of.host()))
            .split(" ", -1));
  }
}
