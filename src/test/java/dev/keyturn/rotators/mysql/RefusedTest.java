package dev.keyturn.rotators.mysql;

import static dev.keyturn.rotation.Step.CREATE_SECRET;
import static dev.keyturn.rotation.Step.SET_SECRET;
import static dev.keyturn.rotation.Step.TEST_SECRET;
import static dev.keyturn.secret.StagingLabel.CURRENT;
import static dev.keyturn.secret.StagingLabel.PENDING;
import static dev.keyturn.secret.StagingLabel.PREVIOUS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotators.RotationScene;
import dev.keyturn.rotators.mysqlprotocol.Account;
import dev.keyturn.rotators.mysqlprotocol.EngineTest;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that answer, and say no: each its own reason and remedy, and nothing changed. */
@ExtendWith(MySqlServer.Shared.class)
class RefusedTest extends EngineTest {

  private static final String CHANGING = "changing the password of %s failed with ";

  private final MySqlServer mysql;

  RefusedTest(MySqlServer server) {
    super(server, MySqlRotator::new);
    this.mysql = server;
  }

  @Test
  void aUserWhoIsMissing() throws Exception {
    server.run("DROP USER " + account);

    assertRefused(
        Reason.CREDENTIALS_REJECTED,
        "the service accepts none of the stored credentials: it rejected AWSPENDING (%1$s), AWSCURRENT"
            + " (%1$s) and AWSPREVIOUS (does not exist). Store a credential that logs in as"
            + " AWSCURRENT with PutSecretValue, which also abandons this rotation, then start a new"
            + " one.",
        "1045 (28000): Access denied for user '%s'@'127.0.0.1' (using password: YES)"
            .formatted(user));

    server.createUser(user, "first-password");
    heal();
  }

  @Test
  void anAccountThatIsLocked() throws Exception {
    server.run("ALTER USER " + account + " ACCOUNT LOCK");

    assertRefused(
        Reason.CREDENTIALS_REJECTED,
        "logging in with AWSCURRENT as user '%1$s' at host 'localhost': 3118 (HY000): Access denied for"
            + " user '%1$s'@'127.0.0.1'. Account is locked. Run: ALTER USER %2$s ACCOUNT UNLOCK.",
        user,
        account);

    server.run("ALTER USER " + account + " ACCOUNT UNLOCK");
    heal();
  }

  @Test
  void aPasswordThatHasExpired() throws Exception {
    server.run("ALTER USER " + account + " PASSWORD EXPIRE");

    assertRefused(
        Reason.CREDENTIALS_REJECTED,
        "logging in with AWSCURRENT as user '%1$s' at host 'localhost': 1862 (HY000): Your password has"
            + " expired. To log in you must change it using a client that supports expired"
            + " passwords. Set the expired password again as an admin, then run: ALTER USER %2$s"
            + " PASSWORD EXPIRE NEVER.",
        user,
        account);

    server.run("ALTER USER %s IDENTIFIED BY 'first-password'".formatted(account));
    heal();
  }

  @Test
  void aUserWithoutConnectionsLeft() throws Exception {
    server.run("ALTER USER " + account + " WITH MAX_CONNECTIONS_PER_HOUR 1");
    assertThat(login(CURRENT)).isEqualTo("accepted");

    assertRefused(
        Reason.CONNECTION_LIMIT,
        "logging in with AWSCURRENT as user '%1$s' at host 'localhost': 1226 (42000): User '%1$s' has"
            + " exceeded the 'max_connections_per_hour' resource (current value: 1). Close idle"
            + " connections, or raise max_user_connections or the limits of %2$s.",
        user,
        account);
  }

  @Test
  void aDatabaseThatIsMissing() throws Exception {
    scene.put(RotationScene.with(json(), "dbname", "no `such' base"));
    server.run("GRANT SELECT ON *.* TO " + account);

    assertRefused(
        Reason.DATABASE_MISSING,
        "logging in with AWSCURRENT as user '%s' at host 'localhost': 1049 (42000): Unknown database"
            + " 'no `such' base'. Put a database that exists into member 'dbname', or leave the"
            + " member out.",
        user);
  }

  @Test
  void aDatabaseThatTheUserMayNotUse() throws Exception {
    scene.put(RotationScene.with(json(), "dbname", "sys"));

    assertRefused(
        Reason.PRIVILEGE_MISSING,
        "logging in with AWSCURRENT as user '%1$s' at host 'localhost': 1044 (42000): Access denied for"
            + " user %2$s to database 'sys'. Put a database that the user may use into member"
            + " 'dbname', or leave the member out.",
        user,
        account);
  }

  @Test
  void aServerThatMayOnlyBeRead() throws Exception {
    server.run("SET GLOBAL read_only = ON");
    try {
      assertRefused(
          Reason.SERVICE_READ_ONLY,
          CHANGING
              + "1290 (HY000): The MySQL server is running with the --read-only option so it cannot"
              + " execute this statement; nothing was changed. Let member 'host' name the writer; if"
              + " it does, see who has set read_only or super_read_only.",
          account);
    } finally {
      server.run("SET GLOBAL read_only = OFF");
    }
    heal();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1819 | HY000 | SERVICE_REFUSED     | Let the function make passwords that validate_password takes, by its variables PASSWORD_LENGTH and EXCLUDE_…; the server has . Then remove AWSPENDING from its version; the next rotation makes a new password
          1396 | HY000 | USER_MISSING        | Run: CREATE USER '<user>'@'%'; or name a user that exists in member 'username'
          3892 | HY000 | SERVICE_REFUSED     | Run as an admin: ALTER USER '<user>'@'%' PASSWORD REQUIRE CURRENT OPTIONAL
          1205 | HY000 | OUT_OF_TIME         | See in SHOW PROCESSLIST which session holds what this one waited for, or give the function a longer Timeout
          1053 | 08S01 | SERVICE_NOT_READY   | Wait until the server has started; Secrets Manager reattempts the rotation
          1836 | HY000 | SERVICE_READ_ONLY   | Let member 'host' name the writer; if it does, see who has set read_only or super_read_only
          1524 | HY000 | SERVICE_REFUSED     | Change what the server objects to, then start the rotation again
          1030 | XX000 | SERVICE_FAILED      | Look into the server's log at this time; the rotation may be started again
          """)
  void whatElseTheServerMaySay(int number, String state, Reason reason, String remedy)
      throws Exception {
    answering("ALTER USER", number, state, "so it says");

    assertRefused(
        reason,
        CHANGING + "%d (%s): so it says; nothing was changed. %s.",
        account,
        number,
        state,
        remedy.replace("<user>", user));

    heal();
  }

  @Test
  void thePolicyIsQuoted() throws Exception {
    statements(
        sql ->
            sql.startsWith("ALTER USER")
                ? "SIGNAL SQLSTATE 'HY000' SET MYSQL_ERRNO = 1819, MESSAGE_TEXT = 'Weak'"
                : sql.replace("validate_password%", "max_digest_length"));

    assertRefused(
        Reason.SERVICE_REFUSED,
        CHANGING
            + "1819 (HY000): Weak; nothing was changed. Let the function make passwords that"
            + " validate_password takes, by its variables PASSWORD_LENGTH and EXCLUDE_…; the server has"
            + " max_digest_length=1024. Then remove AWSPENDING from its version; the next rotation"
            + " makes a new password.",
        account);
  }

  /** The same words as for a password that is wrong, whence the hint. */
  @Test
  void anAccountThatWantsTls() throws Exception {
    server.run("ALTER USER " + account + " REQUIRE SSL");
    // Twice, so that AWSPREVIOUS says so too, and no older version is tried.
    scene.variable("LOGIN_BUDGET", "3");
    scene.put(RotationScene.with(json(), "ssl", false));
    scene.put(RotationScene.with(json(), "ssl", false));
    scene.begin();
    scene.run(CREATE_SECRET);

    assertThat(scene.failure(SET_SECRET))
        .hasMessageContaining(
            "AWSCURRENT (1045 (28000): Access denied for user '%s'@'127.0.0.1' (using password: YES); TLS"
                + " may be required)",
            user);
  }

  @ParameterizedTest
  @CsvSource({"8.0.13, true", "5.7.44-log, true", "5.7.5, false"})
  void olderServersKeepOnePassword(String version, boolean works) throws Exception {
    try (OtherGreeting old = new OtherGreeting(mysql.port(), version)) {
      scene.put(RotationScene.with(RotationScene.with(json(), "port", old.port()), "ssl", false));
      if (!works) {
        assertRefused(
            Reason.SERVICE_REFUSED,
            "the server is MySQL 5.7.5. Upgrade the server to MySQL 8.0 or later; 5.7.6 is the oldest"
                + " that works.");
        return;
      }

      scene.rotate();

      assertThat(login(CURRENT)).isEqualTo("accepted");
      assertThat(login(PREVIOUS)).isEqualTo(REFUSED);
      assertThat(scene.warnings())
          .contains(
              "the old password ended with the change, because MySQL %s keeps one only; two need 8.0.14"
                  .formatted(version));
    }
  }

  /** Which is no reason to take it for an old one. */
  @Test
  void aOtherGreeting9() throws Exception {
    server.run("GRANT APPLICATION_PASSWORD_ADMIN ON *.* TO " + account);
    try (OtherGreeting next = new OtherGreeting(mysql.port(), "9.4.0")) {
      scene.put(RotationScene.with(RotationScene.with(json(), "port", next.port()), "ssl", false));

      scene.rotate();

      assertThat(login(CURRENT)).isEqualTo("accepted");
      assertThat(login(PREVIOUS)).isEqualTo("accepted");
    }
  }

  @Test
  void anotherProduct() throws Exception {
    try (OtherGreeting other =
        new OtherGreeting(mysql.port(), "5.5.5-10.11.19-MariaDB-0+deb12u1")) {
      scene.put(RotationScene.with(RotationScene.with(json(), "port", other.port()), "ssl", false));

      assertRefused(
          Reason.SERVICE_REFUSED,
          "the server is MariaDB 10.11.19-MariaDB-0+deb12u1. Rotate this secret with MariaDbRotator, and"
              + " put mariadb into member 'engine'.");
    }
  }

  /** An account without a name shadows those that come from any host. */
  @Test
  void aSessionOfSomebodyElse() throws Exception {
    Account nobody = new Account("", "127.0.0.1");
    scene.begin();
    scene.run(CREATE_SECRET, SET_SECRET);
    String pending = scene.member(PENDING, "password");
    // It shadows every user who may come from anywhere, so that one session has to do.
    try (Connection superuser = server.connect(server.superuser(), server.superuserPassword());
        Statement statement = superuser.createStatement()) {
      statement.execute("CREATE USER %s IDENTIFIED BY '%s'".formatted(nobody, pending));
      RotationException failure = scene.failure(TEST_SECRET);
      statement.execute("DROP USER " + nobody);

      assertThat(failure)
          .hasMessage(
              scene.message(
                  TEST_SECRET,
                  "AWSPENDING logged in as '%s', but the session is of ''@'127.0.0.1'. Drop accounts"
                      + " without a user name, and let member 'host' name the server itself, not a"
                      + " proxy that maps users.",
                  user));
      assertThat(failure.reason()).isEqualTo(Reason.IDENTITY_MISMATCH);
    }
    heal();
  }

  @Test
  void aNameThatIsTooLong() {
    String name = "n".repeat(33);
    scene.put(server.secret(name, "first-password"));

    assertMessage(
        Reason.VALUE_INVALID,
        "the user name '%s' in AWSPENDING has 33 characters, and MySQL takes 32. Shorten member"
            + " 'username' of AWSCURRENT, or name two shorter users in its member 'usernames', then"
            + " remove AWSPENDING from its version; the next rotation makes a new one.",
        name);
  }

  @Test
  void aNameWithACharacterThatTheServerDoesNotKnow() {
    scene.put(server.secret("user 😀", "first-password"));

    assertMessage(
        Reason.VALUE_INVALID,
        "the user name 'user 😀' in AWSPENDING has a character beyond U+FFFF, for which MySQL would"
            + " put another. Correct member 'username' of AWSCURRENT, or its member 'usernames'.");
  }

  /** Others change accounts at the same moment. */
  @ParameterizedTest
  @ValueSource(ints = {1213, 3547})
  void aServerThatIsBusyWithOtherAccounts(int number) {
    answering("ALTER USER", number, "HY000", "Can not lock user management caches for processing");

    scene.rotate();

    assertThat(login(CURRENT)).isEqualTo("accepted");
  }

  @Test
  void aHostThatIsMore() {
    scene.put(RotationScene.with(json(), "host", "localhost)(sslMode=disable"));

    assertMessage(
        Reason.VALUE_INVALID,
        "member 'host' in AWSPENDING is not one host name or address. Correct the member; a port"
            + " belongs into member 'port'.");
  }

  @Test
  void wrongMembersAreToldTogether() {
    scene.put(
        RotationScene.with(
            RotationScene.with(RotationScene.with(json(), "engine", "mariadb"), "port", "many"),
            "usernames",
            List.of(user)));
    scene.begin();

    assertThat(scene.failure(CREATE_SECRET))
        .hasMessageContaining(
            "AWSCURRENT is no credential: member 'engine' is none of: mysql, aurora-mysql; member 'port'"
                + " is not a number from 1 to 65535; member 'usernames' is not a list of two"
                + " different user names");
  }
}
