package dev.keyturn.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.door.Door;
import dev.keyturn.door.DoorSecret;
import dev.keyturn.secret.SecretStoreException;
import dev.keyturn.testkit.FaultInjector;
import dev.keyturn.testkit.SecretsManagerExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

class CreateSecretTest {

  @RegisterExtension static final SecretsManagerExtension SERVICE = DoorSecret.service();

  private static final int PUT = 4;

  private final Rig rig = new Rig(SERVICE.store());

  @Test
  void storesAnotherPasswordAndNothingElseAsPending() {
    String more = ",\"port\":\"7\",\"note\":{\"by\":[1.50,null]},\"masterarn\":\"\"";
    DoorSecret secret = secret(DoorSecret.json("me", "first-password", more)).rotating();

    StepReport report = rig.run(Step.CREATE_SECRET, secret);

    assertThat(report.failure()).isNull();
    assertThat(report.storeCalls()).isEqualTo(4);
    assertThat(report.logins()).isZero();
    String password = password(secret.value("AWSPENDING"));
    assertThat(password).hasSize(32).doesNotContain("/", "@", "\"", "'", "\\");
    assertThat(secret.value("AWSPENDING")).isEqualTo(DoorSecret.json("me", password, more));
    assertThat(secret.labelsOfToken()).containsExactly("AWSPENDING");
    assertThat(secret.value("AWSCURRENT")).isEqualTo(DoorSecret.json("me", "first-password", more));
  }

  @Test
  void keepsWhatAnEarlierRunStored() {
    DoorSecret secret = secret(DoorSecret.json("me", "first-password")).rotating();
    rig.succeed(secret, Step.CREATE_SECRET);
    String stored = secret.value("AWSPENDING");

    StepReport again = rig.run(Step.CREATE_SECRET, secret);

    assertThat(again.failure()).isNull();
    assertThat(again.storeCalls()).isEqualTo(3);
    assertThat(secret.value("AWSPENDING")).isEqualTo(stored);
  }

  /** Delivery is at least once: a second createSecret stores its value between our two calls. */
  @Test
  void keepsTheValueOfARunThatWasFaster() {
    DoorSecret secret = secret(DoorSecret.json("me", "first-password")).rotating();
    Rig faster = new Rig(SERVICE.store());
    FaultInjector store =
        new FaultInjector(SERVICE.store())
            .meanwhile(
                PUT,
                () -> {
                  faster.with("PASSWORD_LENGTH", "20");
                  faster.succeed(secret, Step.CREATE_SECRET);
                });

    StepReport report = rig.over(store).run(Step.CREATE_SECRET, secret);

    assertThat(report.failure()).isNull();
    assertThat(store.calls()).endsWith("PutSecretValue");
    assertThat(password(secret.value("AWSPENDING"))).hasSize(20);
    assertThat(secret.labelsOfToken()).containsExactly("AWSPENDING");
  }

  @Test
  void reportsAPutThatFailedForAnotherReason() {
    DoorSecret secret = secret(DoorSecret.json("me", "first-password")).rotating();
    FaultInjector store =
        new FaultInjector(SERVICE.store())
            .fail(
                PUT,
                FaultInjector.Moment.BEFORE,
                new SecretStoreException(
                    SecretStoreException.Kind.KEY_UNUSABLE,
                    "PutSecretValue",
                    "EncryptionFailure: the key is disabled",
                    null));

    assertThat(rig.over(store).fail(Step.CREATE_SECRET, secret))
        .hasMessage(
            "createSecret of %s: PutSecretValue failed: EncryptionFailure: the key is disabled. Enable the secret's KMS key, and allow kms:Decrypt and kms:GenerateDataKey to the function's role."
                .formatted(secret.id()))
        .extracting(RotationException::reason)
        .isEqualTo(Reason.STORE_KEY_UNUSABLE);
  }

  @ParameterizedTest(name = "ROTATION_STRATEGY {0}, masterarn {1}: {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
                      |       |                             | me
                      | admin |                             | me_clone
          single      | admin |                             | me
          admin       | admin |                             | me
          alternating | admin |                             | me_clone
                      | admin | ,"usernames":["me","you"]   | you
                      | admin | ,"usernames":["you","me"]   | you
                      |       | ,"usernames":["you","me"]   | me
          """)
  void choosesTheUserByVariableAndSecret(
      String strategy, String admin, String more, String expected) {
    if (strategy != null) {
      rig.with("ROTATION_STRATEGY", strategy);
    }
    String members = (admin == null ? "" : ",\"masterarn\":\"admin\"") + (more == null ? "" : more);
    DoorSecret secret = secret(DoorSecret.json("me", "first-password", members)).rotating();

    rig.succeed(secret, Step.CREATE_SECRET);

    assertThat(secret.value("AWSPENDING"))
        .isEqualTo(DoorSecret.json(expected, password(secret.value("AWSPENDING")), members));
  }

  @ParameterizedTest
  @CsvSource({"alternating", "admin"})
  void refusesAStrategyThatNeedsAnAdminWhenTheSecretNamesNone(String strategy) {
    DoorSecret secret = secret(DoorSecret.json("me", "first-password")).rotating();

    assertThat(rig.with("ROTATION_STRATEGY", strategy).fail(Step.CREATE_SECRET, secret))
        .hasMessage(
            "createSecret of %s: the strategy needs an administrator, but AWSCURRENT names no admin secret. Add the admin secret's ARN to the secret as member 'masterarn', or set ROTATION_STRATEGY to single."
                .formatted(secret.id()))
        .extracting(RotationException::reason)
        .isEqualTo(Reason.ADMIN_SECRET_UNUSABLE);
    assertThat(secret.labelsOfToken()).containsExactly("AWSPENDING");
  }

  @Test
  void refusesASecretWithoutAValue() {
    assertRefused(
        Step.CREATE_SECRET, secret().rotating(), Reason.VALUE_MISSING, "AWSCURRENT has no value");
  }

  @Test
  void refusesABinaryValue() {
    assertRefused(
        secret().storeBinary().rotating(),
        Reason.VALUE_INVALID,
        "AWSCURRENT is no credential: it is binary");
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          first-password                                       | it is not valid JSON, or names a member twice
          {"password":"first-password"                         | it is not valid JSON, or names a member twice
          {"password":"a","password":"b"}                      | it is not valid JSON, or names a member twice
          {"password":"a","port":1e9999999999999999}           | it is not valid JSON, or names a member twice
          "first-password"                                     | it is JSON, but not an object
          ["first-password"]                                   | it is JSON, but not an object
          {}                                                   | member 'engine' is missing; member 'host' is missing; member 'username' is missing; member 'password' is missing
          {"engine":"door","host":"house","username":"me"}     | member 'password' is missing
          {"engine":"gate","host":"","username":7,"port":"first-password","ssl":"perhaps","usernames":["me"]} | member 'engine' is none of: door; member 'host' is not a text, or empty; member 'port' is not a number from 1 to 65535; member 'username' is not a text, or empty; member 'password' is missing; member 'ssl' is neither true nor false; member 'usernames' is not a list of two different user names
          """)
  void refusesAValueThatIsNoCredentialAndNamesAllOfItsProblems(String value, String problems) {
    assertRefused(
        secret(value).rotating(), Reason.VALUE_INVALID, "AWSCURRENT is no credential: " + problems);
  }

  /** At both steps that read AWSCURRENT. */
  private void assertRefused(DoorSecret secret, Reason reason, String observed) {
    assertRefused(Step.CREATE_SECRET, secret, reason, observed);
    assertThat(secret.labelsOfToken()).containsExactly("AWSPENDING");
    fillPending(secret);
    assertRefused(Step.SET_SECRET, secret, reason, observed);
  }

  private void assertRefused(Step step, DoorSecret secret, Reason reason, String observed) {
    assertThat(rig.fail(step, secret))
        .hasMessage(
            "%s of %s: %s. Store the credential that works now with PutSecretValue, as a JSON object: %s."
                .formatted(step, secret.id(), observed, Door.EXAMPLE))
        .hasNoCause()
        .extracting(RotationException::reason)
        .isEqualTo(reason);
    assertThat(rig.door.visits()).isEmpty();
  }

  private static void fillPending(DoorSecret secret) {
    SERVICE
        .client()
        .putSecretValue(
            r ->
                r.secretId(secret.name())
                    .clientRequestToken(secret.token().value())
                    .secretString(DoorSecret.json("me", "next-password"))
                    .versionStages("AWSPENDING"));
  }

  private static DoorSecret secret(String... values) {
    SecretsManagerClient client = SERVICE.client();
    return DoorSecret.of(client, values);
  }

  private static String password(String json) {
    return json.replaceFirst(".*\"password\":\"([^\"]*)\".*", "$1");
  }
}
