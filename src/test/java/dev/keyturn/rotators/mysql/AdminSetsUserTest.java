package dev.keyturn.rotators.mysql;

import static dev.keyturn.rotation.Step.CREATE_SECRET;
import static dev.keyturn.rotation.Step.SET_SECRET;
import static dev.keyturn.secret.StagingLabel.CURRENT;
import static dev.keyturn.secret.StagingLabel.PENDING;
import static dev.keyturn.secret.StagingLabel.PREVIOUS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.rotation.Reason;
import dev.keyturn.rotators.RotationScene;
import dev.keyturn.rotators.mysqlprotocol.Account;
import dev.keyturn.rotators.mysqlprotocol.EngineTest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One user whose password an administrator changes, with just the rights that this takes. */
@ExtendWith(MySqlServer.Shared.class)
class AdminSetsUserTest extends EngineTest {

  private Account admin;

  AdminSetsUserTest(MySqlServer server) {
    super(server, MySqlRotator::new);
  }

  @BeforeEach
  void appoint() throws Exception {
    admin = createAdmin("GRANT CREATE USER ON *.* TO %s", "GRANT SELECT ON mysql.* TO %s");
    asAdmin("admin", server.secret(admin.user(), "admin-password"));
  }

  @Test
  void rotatesAndLetsTheOldPasswordIn() {
    scene.rotate();
    scene.rotate();

    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(login(PREVIOUS)).isEqualTo("accepted");
    assertThat(server.login(user, "first-password")).isEqualTo(REFUSED);
    assertThat(scene.warnings()).isEmpty();
  }

  @Test
  void keepsTheCurrentPasswordAfterARotationThatWasAbandoned() {
    scene.begin();
    scene.run(CREATE_SECRET, SET_SECRET);
    String abandoned = scene.member(PENDING, "password");
    scene.put(scene.value(CURRENT));

    scene.begin();
    scene.run(CREATE_SECRET, SET_SECRET);

    assertThat(login(PENDING)).isEqualTo("accepted");
    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(server.login(user, abandoned)).isEqualTo(REFUSED);
  }

  @Test
  void aPasswordHistoryIsNotInTheWay() throws Exception {
    server.run("ALTER USER " + account + " PASSWORD HISTORY 5");

    scene.rotate();
    scene.rotate();

    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(login(PREVIOUS)).isEqualTo("accepted");
  }

  @Test
  void changesTheAccountsOfAllHosts() throws Exception {
    Account other = server.createUser(new Account(user, "10.1.%"), "first-password");
    String query =
        "SELECT authentication_string FROM mysql.user WHERE user = '%s' AND host = '%s'"
            .formatted(user, other.host());
    String stored = server.one(query);

    scene.rotate();

    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(server.one(query)).isNotEqualTo(stored);
  }

  @Test
  void setsNoPasswordForACurrentOneThatDoesNotLogIn() throws Exception {
    scene.put(RotationScene.with(scene.value(CURRENT), "password", "made-up"));

    assertRefused(
        Reason.CREDENTIALS_REJECTED,
        "the service rejected AWSPENDING (%1$s) and AWSCURRENT (%1$s). Store a credential that logs in"
            + " as AWSCURRENT; the admin sets no password for one that does not, since anyone who may"
            + " write the secret could then reset any account.",
        "1045 (28000): Access denied for user '%s'@'127.0.0.1' (using password: YES)"
            .formatted(user));
  }

  @Test
  void saysWhatTheAdminLacks() throws Exception {
    Account weak = createAdmin("GRANT SELECT ON mysql.* TO %s");
    asAdmin("admin", server.secret(weak.user(), "admin-password"));

    assertRefused(
        Reason.PRIVILEGE_MISSING,
        "changing the password of %1$s failed with 1227 (42000): Access denied; you need (at least one"
            + " of) the CREATE USER privilege(s) for this operation; nothing was changed. Run as an"
            + " admin who may: GRANT CREATE USER ON *.* TO %2$s.",
        account,
        weak);

    server.run("GRANT CREATE USER ON *.* TO " + weak);
    heal();
  }
}
