package dev.keyturn.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.door.Door;
import dev.keyturn.door.DoorSecret;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretStoreException;
import dev.keyturn.testkit.FaultInjector;
import dev.keyturn.testkit.SecretsManagerExtension;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An administrator sets the credential, and is sent nowhere else by whoever writes the secret. */
class AdminTest {

  @RegisterExtension static final SecretsManagerExtension SERVICE = DoorSecret.service();

  private static final int READ_ADMIN = 4;

  private final Rig rig = new Rig(SERVICE.store());
  private final String admin = "admin-" + UUID.randomUUID();

  @BeforeEach
  void usersAndAnAdmin() {
    rig.door.user("me", "current-password").user("root", "root-password");
  }

  @Test
  void twoUsersTakeTurns() {
    store(DoorSecret.json("root", "root-password"));
    DoorSecret first = secret("me", "").rotating();

    rig.rotate(first);

    assertThat(rig.door.visits())
        .containsExactly(
            "AWSPENDING as me_clone: rejected",
            "AWSCURRENT as me: accepted",
            "the admin secret as root: accepted",
            "the admin secret sets me_clone",
            "AWSPENDING as me_clone: accepted");
    assertThat(rig.door.opensTo("me", "current-password")).isTrue();
    assertThat(first.value("AWSCURRENT")).contains("\"username\":\"me_clone\"");

    DoorSecret second = first.again();
    rig.rotate(second);

    assertThat(second.value("AWSCURRENT")).contains("\"username\":\"me\"");
    assertThat(rig.door.opensTo("me", "current-password")).isFalse();
    assertThat(rig.door.opensTo("me_clone", password(second.value("AWSPREVIOUS")))).isTrue();
  }

  @Test
  void anAdminSetsOneUser() {
    store(DoorSecret.json("root", "root-password"));
    DoorSecret secret = secret("me", "").rotating();

    rig.with("ROTATION_STRATEGY", "admin").rotate(secret);

    assertThat(rig.door.visits())
        .containsExactly(
            "AWSCURRENT as me: accepted",
            "the admin secret as root: accepted",
            "the admin secret sets me",
            "AWSPENDING as me: accepted");
    assertThat(rig.door.opensTo("me", password(secret.value("AWSCURRENT")))).isTrue();
  }

  /** Else whoever may write the secret could have any account's password set. */
  @ParameterizedTest
  @CsvSource({"alternating, AWSPENDING, AWSCURRENT", "admin, AWSCURRENT, AWSPENDING"})
  void setsNothingForACurrentCredentialThatDoesNotLogIn(
      String strategy, String first, String second) {
    store(DoorSecret.json("root", "root-password"));
    rig.door.user("me", "set by hand");
    DoorSecret secret = secret("me", "").rotating();
    rig.with("ROTATION_STRATEGY", strategy).succeed(secret, Step.CREATE_SECRET);

    StepReport report = rig.run(Step.SET_SECRET, secret);

    assertThat(report.failure())
        .hasMessage(
            "setSecret of %s: the service rejected %s (wrong password) and %s (wrong password). Store a credential that logs in as AWSCURRENT; the admin sets no password for one that does not, since anyone who may write the secret could then reset any account."
                .formatted(secret.id(), first, second))
        .extracting(RotationException::reason)
        .isEqualTo(Reason.CREDENTIALS_REJECTED);
    assertThat(report.storeCalls()).as("the admin secret is not read").isEqualTo(3);
    assertNoAdmin();
  }

  @Test
  void namesAnAdminWhomTheServiceRejects() {
    store(DoorSecret.json("root", "outdated"));
    DoorSecret secret = created("");

    assertThat(rig.fail(Step.SET_SECRET, secret))
        .hasMessage(
            "setSecret of %s: the service rejected AWSPENDING (wrong password) and the admin secret (wrong password). Correct the password in the admin secret %s."
                .formatted(secret.id(), admin))
        .extracting(RotationException::reason)
        .isEqualTo(Reason.CREDENTIALS_REJECTED);
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          root-password                                                               | is no credential: it is not valid JSON, or names a member twice | Store it like this: EXAMPLE
          {"engine":"door","host":"house","username":"root"}                          | is no credential: member 'password' is missing | Store it like this: EXAMPLE
          {"engine":"door","host":"elsewhere","username":"root","password":"root-password"} | is for host 'elsewhere', but AWSCURRENT names host 'house' | Name the same host in both secrets; the admin's password is sent to no other
          {"username":"root","password":"root-password"}                              | is no credential: member 'host' is missing, and ADMIN_HOSTS does not allow 'house' | Store it like this: EXAMPLE
          """)
  void refusesAnAdminSecretThatIsNotForThisHost(String value, String observed, String remedy) {
    store(value);

    assertRefused(created(""), observed, remedy.replace("EXAMPLE", Door.EXAMPLE));
  }

  /** Secrets that RDS manages hold a user and a password only. */
  @ParameterizedTest(name = "ADMIN_HOSTS {0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          house            | true
          other, HOUSE     | true
          housekeeper      | false
          *                | false
          """)
  void anAdminSecretWithoutAHostNeedsOneThatTheConfigurationAllows(String hosts, boolean allowed) {
    store("{\"username\":\"root\",\"password\":\"root-password\"}");
    DoorSecret secret = created("");
    rig.with("ADMIN_HOSTS", hosts);

    if (allowed) {
      rig.succeed(secret, Step.SET_SECRET);
    } else {
      assertRefused(
          secret,
          "is no credential: member 'host' is missing, and ADMIN_HOSTS does not allow 'house'",
          "Store it like this: " + Door.EXAMPLE);
    }
  }

  /** {@code ssl: false} in the user's secret would put the admin's login in the clear. */
  @Test
  void takesNeitherTlsNorDatabaseFromTheUsersSecret() {
    store("{\"username\":\"root\",\"password\":\"root-password\"}");
    DoorSecret secret = created(",\"ssl\":false,\"dbname\":\"mine\",\"port\":7");

    rig.with("ADMIN_HOSTS", "house").succeed(secret, Step.SET_SECRET);

    assertThat(rig.door.lastSet().current().tls()).isFalse();
    assertThat(rig.door.lastSet().login().tls()).isTrue();
    assertThat(rig.door.lastSet().login().database()).isEqualTo("none");
    assertThat(rig.door.lastSet().login().port()).isEqualTo(7);
  }

  @Test
  void refusesAnAdminSecretThatDoesNotExist() {
    assertRefused(
        created(""),
        "does not exist or has no value",
        "Correct the member 'masterarn' of the secret");
  }

  @Test
  void refusesAnAdminSecretThatItMayNotRead() {
    store(DoorSecret.json("root", "root-password"));
    DoorSecret secret = created("");
    rig.over(
        new FaultInjector(SERVICE.store())
            .fail(
                READ_ADMIN,
                FaultInjector.Moment.BEFORE,
                new SecretStoreException(
                    SecretStoreException.Kind.ACCESS_DENIED,
                    "GetSecretValue",
                    "AccessDeniedException: User is not authorized",
                    null)));

    assertRefused(
        secret,
        "cannot be read: GetSecretValue failed: AccessDeniedException: User is not authorized",
        "Allow secretsmanager:GetSecretValue on the admin secret, and kms:Decrypt on its key, to the"
            + " function's role");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ARN", "ARN without suffix", "name"})
  void refusesTheSecretItselfByWhateverName(String way) {
    DoorSecret secret = DoorSecret.of(SERVICE.client());
    String itself = called(secret, way);
    secret
        .store(DoorSecret.json("me", "current-password", ",\"masterarn\":\"" + itself + "\""))
        .rotating();
    rig.succeed(secret, Step.CREATE_SECRET);

    assertRefused(
        secret,
        itself,
        "is the secret that is being rotated",
        "Name the administrator's own secret");
  }

  /** Services that stand in for AWS may send the name in the event. */
  @ParameterizedTest
  @ValueSource(strings = {"ARN", "ARN without suffix", "name"})
  void refusesTheSecretItselfWhenTheEventHasItsName(String way) {
    DoorSecret secret = DoorSecret.of(SERVICE.client());
    String itself = called(secret, way);
    secret
        .store(DoorSecret.json("me", "current-password", ",\"masterarn\":\"" + itself + "\""))
        .rotating();
    rig.succeed(secret, Step.CREATE_SECRET);

    StepReport report =
        rig.run(
            new RotationRequest(
                Step.SET_SECRET, new SecretId(secret.name()), secret.token(), null));

    assertThat(report.failure())
        .hasMessage(
            "setSecret of %s: the admin secret %s is the secret that is being rotated. Name the administrator's own secret."
                .formatted(secret.name(), itself));
    assertNoAdmin();
  }

  /** A name that only begins like the secret's is another secret. */
  @Test
  void takesAnotherSecretForAnother() {
    DoorSecret secret = DoorSecret.of(SERVICE.client());
    String other = secret.name() + "-master";
    SERVICE
        .client()
        .createSecret(r -> r.name(other).secretString(DoorSecret.json("root", "root-password")));
    secret
        .store(DoorSecret.json("me", "current-password", ",\"masterarn\":\"" + other + "\""))
        .rotating();

    rig.succeed(secret, Step.CREATE_SECRET, Step.SET_SECRET);

    assertThat(rig.door.visits()).contains("the admin secret sets me_clone");
  }

  private static String called(DoorSecret secret, String way) {
    return switch (way) {
      case "ARN" -> secret.id().value();
      case "name" -> secret.name();
      default -> secret.id().value().replaceFirst("-[A-Za-z0-9]{6}$", "");
    };
  }

  private void assertRefused(DoorSecret secret, String observed, String remedy) {
    assertRefused(secret, admin, observed, remedy);
  }

  private void assertRefused(DoorSecret secret, String id, String observed, String remedy) {
    assertThat(rig.fail(Step.SET_SECRET, secret))
        .hasMessage(
            "setSecret of %s: the admin secret %s %s. %s."
                .formatted(secret.id(), id, observed, remedy))
        .hasNoCause()
        .extracting(RotationException::reason)
        .isEqualTo(Reason.ADMIN_SECRET_UNUSABLE);
    assertNoAdmin();
    assertThat(rig.door.opensTo("me", "current-password")).isTrue();
  }

  /** The admin's password was sent nowhere. */
  private void assertNoAdmin() {
    assertThat(rig.door.visits()).isNotEmpty().noneMatch(visit -> visit.contains("admin"));
  }

  private void store(String value) {
    SERVICE.client().createSecret(r -> r.name(admin).secretString(value));
  }

  private DoorSecret secret(String user, String more) {
    return DoorSecret.of(
        SERVICE.client(),
        DoorSecret.json(
            user, "current-password", ",\"masterarn\":\"%s\"%s".formatted(admin, more)));
  }

  private DoorSecret created(String more) {
    DoorSecret secret = secret("me", more).rotating();
    rig.succeed(secret, Step.CREATE_SECRET);
    return secret;
  }

  private static String password(String json) {
    return json.replaceFirst(".*\"password\":\"([^\"]*)\".*", "$1");
  }
}
