package dev.keyturn.rotators.mysql;

import static dev.keyturn.rotation.Step.CREATE_SECRET;
import static dev.keyturn.rotation.Step.FINISH_SECRET;
import static dev.keyturn.rotation.Step.SET_SECRET;
import static dev.keyturn.rotation.Step.TEST_SECRET;
import static dev.keyturn.secret.StagingLabel.CURRENT;
import static dev.keyturn.secret.StagingLabel.PENDING;
import static dev.keyturn.secret.StagingLabel.PREVIOUS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.rotation.Step;
import dev.keyturn.rotators.RotationScene;
import dev.keyturn.rotators.mysqlprotocol.Account;
import dev.keyturn.rotators.mysqlprotocol.EngineTest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One user who changes its own password, and keeps the old one until the next rotation. */
@ExtendWith(MySqlServer.Shared.class)
class SingleUserTest extends EngineTest {

  SingleUserTest(MySqlServer server) {
    super(server, MySqlRotator::new);
  }

  @BeforeEach
  void allowTwoPasswords() throws Exception {
    server.run("GRANT APPLICATION_PASSWORD_ADMIN ON *.* TO " + account);
  }

  @Test
  void rotatesAndLetsTheOldPasswordIn() {
    scene.rotate();

    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(login(PREVIOUS)).isEqualTo("accepted");
    assertThat(scene.member(PREVIOUS, "password")).isEqualTo("first-password");
    assertThat(scene.labels()).containsExactly("AWSCURRENT", "AWSPENDING");
    assertThat(scene.warnings()).isEmpty();
  }

  @Test
  void endsTheOldPasswordInTheNextRotation() {
    scene.rotate();
    scene.rotate();

    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(login(PREVIOUS)).isEqualTo("accepted");
    assertThat(server.login(user, "first-password")).isEqualTo(REFUSED);
    assertThat(scene.warnings()).isEmpty();
  }

  /** Retaining again would make the new password the old one, and lock all clients out. */
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

    scene.run(Step.values());

    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(server.login(user, "first-password")).isEqualTo("accepted");
  }

  /** AWSCURRENT logs in by the second password then, which RETAIN would forget. */
  @Test
  void keepsTheCurrentPasswordAfterARotationThatWasAbandoned() {
    scene.begin();
    scene.run(CREATE_SECRET, SET_SECRET);
    String abandoned = scene.member(PENDING, "password");
    scene.put(server.secret(user, "first-password"));

    scene.begin();
    scene.run(CREATE_SECRET, SET_SECRET, TEST_SECRET);

    assertThat(scene.member(PENDING, "password")).isNotEqualTo(abandoned);
    assertThat(login(PENDING)).isEqualTo("accepted");
    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(server.login(user, abandoned)).isEqualTo(REFUSED);
    scene.run(FINISH_SECRET);
    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(login(PREVIOUS)).isEqualTo("accepted");
  }

  @Test
  void saysThatTheOldPasswordEndsWhereTheUserMayNotKeepIt() throws Exception {
    server.run("REVOKE APPLICATION_PASSWORD_ADMIN ON *.* FROM " + account);

    scene.rotate();

    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(login(PREVIOUS)).isEqualTo(REFUSED);
    assertThat(scene.warnings())
        .containsExactly(
            "the old password ended with the change, because %1$s may keep one only. Run as an admin: GRANT APPLICATION_PASSWORD_ADMIN ON *.* TO %1$s"
                .formatted(account));
    scene.rotate();
    assertThat(login(CURRENT)).isEqualTo("accepted");
  }

  @Test
  void setsWithThePreviousCredentialWhenTheCurrentOneIsStale() throws Exception {
    scene.rotate();
    String previous = scene.member(PREVIOUS, "password");
    server.run(
        "ALTER USER %s IDENTIFIED BY '%s'".formatted(account, previous),
        "ALTER USER %s DISCARD OLD PASSWORD".formatted(account));

    scene.rotate();

    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(server.login(user, previous)).isEqualTo("accepted");
    assertThat(scene.reports().get(5).logins()).isEqualTo(3);
    assertThat(scene.reports().get(5).rejectedLogins()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mysql_native_password", "caching_sha2_password"})
  void keepsThePlugin(String plugin) throws Exception {
    server.run("ALTER USER %s IDENTIFIED WITH %s BY 'first-password'".formatted(account, plugin));

    scene.rotate();

    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(login(PREVIOUS)).isEqualTo("accepted");
    assertThat(server.one("SELECT plugin FROM mysql.user WHERE user = '" + user + "'"))
        .isEqualTo(plugin);
  }

  @Test
  void statesTheOldPasswordWhereThePolicyWantsIt() throws Exception {
    server.run("ALTER USER " + account + " PASSWORD REQUIRE CURRENT PASSWORD HISTORY 5");

    scene.rotate();
    scene.rotate();

    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(login(PREVIOUS)).isEqualTo("accepted");
  }

  /** A user who may read the accounts and change them has them all changed. */
  @Test
  void changesAllAccountsOfTheNameIfTheUserMay() throws Exception {
    Account other = server.createUser(new Account(user, "10.0.%"), "first-password");
    server.run("GRANT CREATE USER ON *.* TO " + account, "GRANT SELECT ON mysql.* TO " + account);
    String stored = stored(other);

    scene.rotate();

    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(login(PREVIOUS)).isEqualTo("accepted");
    assertThat(stored(other)).isNotEqualTo(stored);
    assertThat(server.one("SELECT user_attributes > '' FROM mysql.user WHERE host = '10.0.%'"))
        .isEqualTo("1");
    assertThat(scene.warnings()).isEmpty();
  }

  /** For instance a user of a monitor, which may read everything. */
  @Test
  void changesItsOwnAccountWhereItMayOnlySeeTheOthers() throws Exception {
    Account other = server.createUser(new Account(user, "10.1.%"), "first-password");
    server.run("GRANT SELECT ON mysql.* TO " + account);
    String stored = stored(other);

    scene.rotate();

    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(stored(other)).isEqualTo(stored);
    assertThat(scene.warnings())
        .contains(
            "%s kept the old password: %s may change its own only. Let an admin set it, with strategy admin"
                .formatted(other, account));
  }

  @Test
  void takesALongPasswordAndALongName() throws Exception {
    String longest = (user + "_").repeat(32).substring(0, 32);
    server.createUser(longest, "first-password");
    scene.put(server.secret(longest, "first-password"));
    scene.variable("PASSWORD_LENGTH", "256");

    scene.rotate();

    assertThat(scene.member(CURRENT, "password")).hasSize(256);
    assertThat(login(CURRENT)).isEqualTo("accepted");
  }

  @Test
  void testsAlone() throws Exception {
    String stored = stored(account);
    scene.beginTest();

    scene.run(TEST_SECRET);

    assertThat(scene.last().logins()).isEqualTo(1);
    assertThat(stored(account)).isEqualTo(stored);
  }

  @Test
  void leavesTheDatabaseAloneThatTheSecretNames() {
    scene.put(RotationScene.with(server.secret(user, "first-password"), "dbname", "appdb"));

    scene.rotate();

    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(scene.value(CURRENT)).containsEntry("dbname", "appdb");
  }

  private String stored(Account of) throws Exception {
    return server.one(
        "SELECT authentication_string FROM mysql.user WHERE CONCAT(user, '@', host) = '%s@%s'"
            .formatted(of.user(), of.host()));
  }

  /** One of the two always logs in, and the next run heals, whenever the process dies. */
  @Test
  void survivesDeathAtEveryStatement() {
    List<String> moments = new ArrayList<>();
    int point = 1;
    while (diesAndHeals(point, moments)) {
      point++;
    }
    assertThat(moments)
        .startsWith("before a login", "after a login that was not accepted", "before a login")
        .contains("before execute", "after execute", "after set")
        .endsWith("before executeQuery", "after executeQuery", "after verify");
    assertThat(point).isGreaterThan(15);
  }

  private boolean diesAndHeals(int point, List<String> moments) {
    boolean died = dies(point, moments);
    assertThat(login(CURRENT)).isEqualTo("accepted");
    if (died) {
      scene.run(Step.values());
    }
    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(login(PREVIOUS)).isEqualTo("accepted");
    return died;
  }

  /** The second finds that AWSCURRENT is not the first password any more, and lets it be. */
  @Test
  void twoAtOnceLeaveTheCurrentPasswordAlone() {
    scene.begin();
    scene.run(CREATE_SECRET);
    boolean[] done = new boolean[1];
    statements(
        sql -> {
          if (sql.startsWith("ALTER USER") && !done[0]) {
            done[0] = true;
            RotationScene other = scene.asItIs();
            other.run(SET_SECRET);
          }
          return sql;
        });

    scene.run(SET_SECRET);

    assertThat(login(PENDING)).isEqualTo("accepted");
    assertThat(login(CURRENT)).isEqualTo("accepted");
  }
}
