package dev.keyturn.rotators.mariadb;

import static dev.keyturn.secret.StagingLabel.CURRENT;
import static dev.keyturn.secret.StagingLabel.PREVIOUS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.Step;
import dev.keyturn.rotators.mysqlprotocol.Account;
import dev.keyturn.rotators.mysqlprotocol.EngineTest;
import dev.keyturn.rotators.mysqlprotocol.ServerVersion;
import dev.keyturn.secret.SecretText;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One user, who changes its own password or has an administrator change it. */
@Tag("apt-servers")
@ExtendWith(MariaDbServer.Shared.class)
class OneUserTest extends EngineTest {

  OneUserTest(MariaDbServer server) {
    super(server, MariaDbRotator::new);
  }

  @ParameterizedTest
  @ValueSource(strings = {"mysql_native_password", "ed25519"})
  void rotates(String plugin) throws Exception {
    authenticateBy(plugin + " USING PASSWORD('first-password')");

    scene.rotate();

    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(login(PREVIOUS)).isEqualTo(REFUSED);
    assertThat(server.one("SELECT plugin FROM mysql.user WHERE user = '" + user + "'"))
        .isEqualTo(plugin);
    assertThat(scene.warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"mysql_native_password", "ed25519"})
  void isRotatedByAnAdminWithJustTheseRights(String plugin) throws Exception {
    authenticateBy(plugin + " USING PASSWORD('first-password')");
    Account admin = createAdmin("GRANT CREATE USER ON *.* TO %s", "GRANT SELECT ON mysql.* TO %s");
    asAdmin("admin", server.secret(admin.user(), "admin-password"));
    Account other = server.createUser(new Account(user, "10.2.%"), "first-password");

    scene.rotate();

    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(login(PREVIOUS)).isEqualTo(REFUSED);
    assertThat(server.one("SHOW CREATE USER " + other))
        .doesNotContain(Hash.MYSQL_NATIVE_PASSWORD.of(SecretText.of("first-password")));
    assertThat(scene.warnings()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void leavesOtherWaysInAloneAndSaysSo(boolean byAdmin) throws Exception {
    authenticateBy(
        "ed25519 USING PASSWORD('first-password') OR mysql_native_password USING PASSWORD('second') OR"
            + " unix_socket");
    if (byAdmin) {
      asAdmin("admin", server.superuserSecret());
    }

    scene.rotate();

    assertThat(login(CURRENT)).isEqualTo("accepted");
    assertThat(login(PREVIOUS)).isNotEqualTo("accepted");
    assertThat(server.login(user, "second")).isEqualTo("accepted");
    assertThat(server.one("SHOW CREATE USER " + account))
        .containsPattern("ed25519 USING '.*' OR mysql_native_password USING '.*' OR unix_socket");
    assertThat(scene.warnings())
        .containsExactly(
            account + " has another password for mysql_native_password, which stays valid");
  }

  @Test
  void noPasswordIsInTheServersLog() throws Exception {
    List<String> passwords = new ArrayList<>();
    scene.rotate();
    passwords.add(scene.member(CURRENT, "password"));
    for (String strategy : List.of("admin", "alternating", "alternating")) {
      asAdmin(strategy, server.superuserSecret());
      scene.rotate();
      passwords.add(scene.member(CURRENT, "password"));
    }

    assertThat(passwords).hasSize(4).doesNotHaveDuplicates();
    assertThat(server.log())
        .contains("SET PASSWORD = '*", "CREATE USER '%s_clone'@'%%' IDENTIFIED VIA".formatted(user))
        .doesNotContain(passwords);
    assertThat(scene.log()).noneMatch(line -> passwords.stream().anyMatch(line::contains));
  }

  @Test
  void aServerThatJudgesPasswords() throws Exception {
    server.run("INSTALL SONAME 'simple_password_check'");
    try {
      assertRefused(
          Reason.SERVICE_REFUSED,
          "changing the password of %s failed with 1290 (HY000): The MariaDB server is running with the"
              + " --strict-password-validation option so it cannot execute this statement; nothing was"
              + " changed. simple_password_check can judge a password only, and the server gets a hash,"
              + " so that no password is in its log. Run as an admin: SET GLOBAL"
              + " strict_password_validation = OFF.",
          account);

      server.run("SET GLOBAL strict_password_validation = OFF");
      heal();
    } finally {
      server.run(
          "SET GLOBAL strict_password_validation = ON", "UNINSTALL SONAME 'simple_password_check'");
    }
  }

  @Test
  void aServerThatMayOnlyBeRead() throws Exception {
    server.run("SET GLOBAL read_only = ON");
    try {
      assertRefused(
          Reason.SERVICE_READ_ONLY,
          "changing the password of %s failed with 1290 (HY000): The MariaDB server is running with the"
              + " --read-only option so it cannot execute this statement; nothing was changed. Let"
              + " member 'host' name the writer; if it does, see who has set read_only or"
              + " super_read_only.",
          account);
    } finally {
      server.run("SET GLOBAL read_only = OFF");
    }
    heal();
  }

  @Test
  void aServerThatNobodyVouchesFor() throws Exception {
    scene.variable("CA_BUNDLE", "");

    assertMessage(
        Reason.TLS_FAILED,
        "logging in with AWSCURRENT as user '%s' at host 'localhost': the server's certificate is not"
            + " trusted: no authority of Java, of Amazon RDS or of CA_BUNDLE signed it. Set CA_BUNDLE"
            + " to the certificate of the authority that signed it, as PEM text or the path of a file"
            + " in the function.",
        user);

    heal();
  }

  @Test
  void anAccountThatIsLocked() throws Exception {
    server.run("ALTER USER " + account + " ACCOUNT LOCK");

    assertMessage(
        Reason.CREDENTIALS_REJECTED,
        "logging in with AWSCURRENT as user '%s' at host 'localhost': 4151 (HY000): Access denied, this"
            + " account is locked. Run: ALTER USER %s ACCOUNT UNLOCK.",
        user,
        account);

    server.run("ALTER USER " + account + " ACCOUNT UNLOCK");
    heal();
  }

  @Test
  void anotherProduct() {
    assertThat(new MariaDbDialect().objection(new ServerVersion(false, "8.4.0", 80_400)))
        .contains("Rotate this secret with MySqlRotator, and put mysql into member 'engine'");
  }

  @Test
  void survivesDeathAtEveryStatement() {
    List<String> moments = new ArrayList<>();
    int point = 1;
    while (diesAndHeals(point, moments)) {
      point++;
    }
    assertThat(moments).contains("before execute", "after execute", "after set", "after verify");
  }

  private boolean diesAndHeals(int point, List<String> moments) {
    boolean died = dies(point, moments);
    if (died) {
      scene.run(Step.values());
    }
    assertThat(login(CURRENT)).isEqualTo("accepted");
    return died;
  }

  private void authenticateBy(String ways) throws Exception {
    server.run("ALTER USER %s IDENTIFIED VIA %s".formatted(account, ways));
  }
}
