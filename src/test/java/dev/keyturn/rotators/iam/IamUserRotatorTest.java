package dev.keyturn.rotators.iam;

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
import dev.keyturn.rotation.Step;
import dev.keyturn.rotators.RotationScene;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys that IAM makes: when, which go before, and who waits for what. */
class IamUserRotatorTest {

  private IamScene scene;
  private RotationScene rotation;

  @BeforeEach
  void prepare() throws Exception {
    scene = new IamScene();
    rotation = scene.rotation;
  }

  @AfterEach
  void close() {
    scene.close();
  }

  private void assertFails(Step step, Reason reason, String text) {
    RotationException failure = rotation.failure(step);
    assertThat(failure).hasMessage(rotation.message(step, "%s", text));
    assertThat(failure.reason()).isEqualTo(reason);
  }

  private void days(int number) {
    scene.clock.advance(Duration.ofDays(number));
  }

  @Test
  void bothKeysLogInUntilTheNextRotation() {
    rotation.rotate();

    assertThat(scene.id(PREVIOUS)).isEqualTo(scene.first.id);
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
    assertThat(scene.login(PREVIOUS)).isEqualTo("accepted");
    days(30);

    rotation.begin().run(CREATE_SECRET);
    assertThat(scene.aws.ids()).containsExactly(scene.id(CURRENT), scene.id(PENDING));
    rotation.run(SET_SECRET, TEST_SECRET, FINISH_SECRET);
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
    assertThat(scene.login(PREVIOUS)).isEqualTo("accepted");
    assertThat(scene.pauses).isEmpty();
  }

  @Test
  void everyStepTwice() {
    rotation
        .begin()
        .run(CREATE_SECRET, CREATE_SECRET, SET_SECRET, SET_SECRET, TEST_SECRET, TEST_SECRET)
        .run(FINISH_SECRET, FINISH_SECRET);

    assertThat(scene.aws.ids()).containsExactly(scene.first.id, scene.id(CURRENT));
  }

  @Test
  void theTestAlone() {
    rotation.beginTest().run(TEST_SECRET);
    rotation.secrets().answer();

    assertThat(scene.aws.calls()).containsExactly("GetCallerIdentity");
  }

  @Test
  void otherMembersSurvive() {
    rotation.put(RotationScene.with(IamScene.secret(scene.first), "region", "eu-west-1"));

    rotation.rotate();

    assertThat(rotation.value(CURRENT))
        .containsEntry("region", "eu-west-1")
        .containsEntry("UserName", AwsDouble.USER);
  }

  /** What a crash between CreateAccessKey and PutSecretValue leaves behind. */
  @Test
  void aKeyThatNobodyHasStoredIsSwept() {
    AwsDouble.Key orphan = scene.aws.key();

    rotation.rotate();

    assertThat(scene.aws.ids()).containsExactly(scene.first.id, scene.id(CURRENT));
    assertThat(scene.aws.get(orphan.id)).isNull();
    assertThat(scene.pauses).hasSize(8).containsOnly(Duration.ofSeconds(1));
  }

  /** Another invocation has made it, and stores it while this one waits. */
  @Test
  void aKeyThatIsStoredMeanwhileIsKept() {
    AwsDouble.Key theirs = scene.aws.key();
    rotation.begin();
    AtomicInteger pauses = new AtomicInteger();
    scene.onPause =
        () -> {
          if (pauses.incrementAndGet() == 3) {
            rotation
                .secrets()
                .put(
                    rotation.id(),
                    rotation.version(),
                    PENDING,
                    "{\"UserName\":\"app\",\"AccessKeyId\":\"%s\",\"SecretAccessKey\":\"%s\"}"
                        .formatted(theirs.id, theirs.secret));
          }
        };

    rotation.run(CREATE_SECRET, SET_SECRET, TEST_SECRET, FINISH_SECRET);

    assertThat(scene.id(CURRENT)).isEqualTo(theirs.id);
    assertThat(pauses).hasValue(3);
    assertThat(scene.aws.calls()).doesNotContain("CreateAccessKey", "DeleteAccessKey");
  }

  /** Two at once: whoever stores first wins, and the other deletes what it has made. */
  @Test
  void theSecondOfTwoDeletesItsKey() {
    rotation.begin();
    rotation.store(new BeforePut(rotation.secrets().store(), this::storeTheirs));

    rotation.run(CREATE_SECRET);
    rotation.asItIs().run(SET_SECRET, TEST_SECRET, FINISH_SECRET);

    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
    assertThat(scene.aws.ids()).containsExactly(scene.first.id, scene.id(CURRENT));
  }

  /** By then the other invocation has waited, and swept what nobody had stored. */
  private void storeTheirs() {
    String ours = scene.aws.ids().get(1);
    rotation.asItIs().run(CREATE_SECRET);
    assertThat(scene.aws.ids()).doesNotContain(ours);
  }

  /** After five seconds another invocation may take the key for one that a crash has left. */
  @Test
  void aKeyIsStoredSoonOrNotAtAll() {
    BeforePut store = new BeforePut(rotation.secrets().store(), () -> {});
    rotation.store(store).begin().run(CREATE_SECRET);

    assertThat(store.timeLeft()).isLessThanOrEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void aNewKeyIsWaitedFor() {
    scene.aws.knownAfter(7);

    rotation.rotate();

    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
    assertThat(scene.pauses.stream().mapToLong(Duration::toMillis).sum()).isBetween(7000L, 9000L);
    assertThat(rotation.reports()).allMatch(report -> report.rejectedLogins() == 0);
  }

  @Test
  void aNewKeyThatStaysUnknown() {
    rotation.begin().run(CREATE_SECRET);
    scene.aws.delete(scene.id(PENDING));

    assertFails(
        SET_SECRET,
        Reason.CREDENTIALS_REJECTED,
        "the service rejected AWSPENDING (InvalidClientTokenId), which it has made itself. Start the"
            + " rotation again; if it stays so, somebody deleted the credential: remove AWSPENDING from"
            + " version %s with UpdateSecretVersionStage, and the next rotation has another made."
                .formatted(rotation.version()));
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
    assertThat(scene.pauses).hasSizeGreaterThan(10);
  }

  /** It may be active again tomorrow; only that it does not log in is known. */
  @Test
  void anInactiveKeyIsNotWaitedFor() {
    scene.first.active = false;
    rotation.begin();

    assertFails(
        CREATE_SECRET,
        Reason.CREDENTIALS_REJECTED,
        "the service rejected AWSCURRENT (InvalidClientTokenId) and AWSPREVIOUS (does not exist)."
            + " Store a credential that logs in as AWSCURRENT with PutSecretValue; none is made for"
            + " one that does not, since anyone who may write the secret could then have one made for"
            + " any account.");
    assertThat(scene.pauses).isEmpty();
    assertThat(scene.aws.calls()).containsExactly("GetCallerIdentity");
  }

  @Test
  void theWrongSecretOfAKey() {
    rotation.put(RotationScene.with(IamScene.secret(scene.first), "SecretAccessKey", "wrong"));
    rotation.put(RotationScene.with(IamScene.secret(scene.first), "SecretAccessKey", "also wrong"));

    RotationException failure = rotation.begin().failure(CREATE_SECRET);

    assertThat(failure.observed())
        .isEqualTo(
            "the service rejected AWSCURRENT (SignatureDoesNotMatch) and AWSPREVIOUS"
                + " (SignatureDoesNotMatch)");
  }

  @Test
  void previousLogsInWhenCurrentWasDeleted() {
    rotation.rotate();
    scene.aws.delete(scene.id(CURRENT));

    rotation.rotate();

    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
    assertThat(scene.aws.ids()).containsExactly(scene.first.id, scene.id(CURRENT));
  }

  @Test
  void currentIsInactiveAndThereIsNoRoom() {
    rotation.rotate();
    scene.aws.get(scene.id(CURRENT)).active = false;
    rotation.begin();

    assertFails(
        CREATE_SECRET,
        Reason.SERVICE_REFUSED,
        "user 'app' has two keys, of which AWSCURRENT's %s was rejected and %s logged in, so that there"
                .formatted(scene.id(CURRENT), scene.first.id)
            + " is no room for a third. Activate AWSCURRENT's key, or store the other one as AWSCURRENT"
            + " and delete it.");
    assertThat(scene.aws.ids()).hasSize(2);
  }

  @Test
  void aClientThatStillUsesTheOldKey() {
    rotation.rotate();
    days(30);
    scene.first.lastUsed = scene.clock.instant().minus(Duration.ofHours(3));
    rotation.begin();

    assertFails(
        CREATE_SECRET,
        Reason.CREDENTIAL_IN_USE,
        "key %s of user 'app', which the secret held before AWSCURRENT, was used 2026-05-30T21:00:00Z (s3"
                .formatted(scene.first.id)
            + " in eu-west-1). Have that client read AWSCURRENT, then start the rotation again; or"
            + " delete keys that are in use, with RETIRE_USED_KEYS set to true.");
    assertThat(scene.aws.login(scene.first.id, scene.first.secret)).isEqualTo("accepted");

    rotation.variable("RETIRE_USED_KEYS", "true").run(Step.values());
    assertThat(scene.aws.get(scene.first.id)).isNull();
  }

  /** Clients keep what they have read for an hour or so; and what was mended is mended. */
  @ParameterizedTest(name = "{0} days ago, and {1} hours after it was replaced")
  @CsvSource({"29, 1", "2, 600"})
  void aUseThatDoesNotCount(int daysAgo, int hoursAfter) {
    rotation.rotate();
    Instant replaced = scene.clock.instant();
    days(30);
    scene.first.lastUsed = replaced.plus(Duration.ofHours(hoursAfter));
    assertThat(scene.first.lastUsed)
        .isBefore(scene.clock.instant().minus(Duration.ofDays(daysAgo)).plus(Duration.ofDays(4)));

    rotation.rotate();

    assertThat(scene.aws.get(scene.first.id)).isNull();
  }

  @Test
  void aKeyThatSomebodyMadeForThemselves() {
    AwsDouble.Key theirs = scene.aws.key();
    theirs.lastUsed = scene.clock.instant().minus(Duration.ofDays(20));
    rotation.begin();

    assertFails(
        CREATE_SECRET,
        Reason.SERVICE_REFUSED,
        "key %s of user 'app' is in no version of the secret, but was used 2026-04-11T00:00:00Z (s3 in"
                .formatted(theirs.id)
            + " eu-west-1). Delete the key if nobody needs it, or give whoever uses it a user of their"
            + " own; a user has two keys, and a rotation needs both.");
    assertThat(scene.aws.ids()).containsExactly(scene.first.id, theirs.id);
  }

  /** A rotation that was given up after createSecret leaves a key whose version has no label. */
  @Test
  void theKeyOfAnAbandonedRotationIsDeleted() {
    rotation.begin().run(CREATE_SECRET);
    String abandoned = scene.id(PENDING);
    rotation.put(IamScene.secret(scene.first));

    rotation.rotate();

    assertThat(scene.aws.get(abandoned)).isNull();
    assertThat(scene.pauses).isEmpty();
  }

  /** Whoever may write the secret names an administrator, and hopes for a key of theirs. */
  @Test
  void aKeyIsMadeForItsOwnUserOnly() {
    rotation.put(RotationScene.with(IamScene.secret(scene.first), "UserName", "administrator"));
    rotation.begin();

    assertFails(
        CREATE_SECRET,
        Reason.IDENTITY_MISMATCH,
        "logging in with AWSCURRENT as user 'administrator' at host 'iam': key %s is of"
                .formatted(scene.first.id)
            + " 'arn:aws:iam::123456789012:user/teams/app'. Store the name of the key's own user; a key"
            + " is made for no other.");
    assertThat(scene.aws.calls()).containsExactly("GetCallerIdentity");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "arn:aws:iam::123456789012:root",
    "arn:aws:sts::123456789012:assumed-role/teams/app",
    "arn:aws:iam::123456789012:user/teams/app2"
  })
  void nobodyElseIsTheUser(String arn) {
    scene.aws.arn(arn);

    assertThat(rotation.begin().failure(CREATE_SECRET).reason())
        .isEqualTo(Reason.IDENTITY_MISMATCH);
  }

  /** Anybody can make such a user, in an account of their own. */
  @Test
  void aUserOfTheSameNameInAnotherAccountIsSomebodyElse() {
    scene.first.ofAnotherAccount = true;
    AwsDouble.Key ours = scene.aws.key();
    rotation.begin();

    assertFails(
        CREATE_SECRET,
        Reason.IDENTITY_MISMATCH,
        "key %s logs in, but is none of the keys of user 'app' in the function's account. Store a key of this account's user; one that was made a moment ago may not be listed yet, and then the rotation may be started again."
            .formatted(scene.first.id));

    assertThat(scene.aws.ids()).containsExactly(scene.first.id, ours.id);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"ListAccessKeys", "CreateAccessKey", "DeleteAccessKey", "GetAccessKeyLastUsed"})
  void anActionThatTheRoleMayNot(String action) {
    rotation.rotate();
    days(30);
    scene.aws.refuse(action, "AccessDenied");
    rotation.begin();

    assertFails(
        CREATE_SECRET,
        Reason.PRIVILEGE_MISSING,
        "iam:%1$s for user 'app' failed: AccessDenied. Allow iam:%1$s on user 'app' in the policy of the function's role."
            .formatted(action));

    scene.aws.refuseNothing();
    rotation.run(Step.values());
    assertThat(scene.login(CURRENT)).isEqualTo("accepted");
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CreateAccessKey | Throttling | SERVICE_NOT_READY | iam:CreateAccessKey for user 'app' failed: Throttling. Nothing needs to be done unless it stays so: Secrets Manager runs the rotation again.
          CreateAccessKey | LimitExceeded | SERVICE_REFUSED | iam:CreateAccessKey for user 'app' failed: LimitExceeded. Delete one of the user's access keys that is not in the secret.
          ListAccessKeys | NoSuchEntity | USER_MISSING | iam:ListAccessKeys for user 'app' failed: NoSuchEntity. Name a user of this account in the secret, together with its access key.
          ListAccessKeys | InvalidClientTokenId | PRIVILEGE_MISSING | iam:ListAccessKeys for user 'app' failed: InvalidClientTokenId. Check the AWS credentials that the function runs with; in Lambda they are its role's.
          ListAccessKeys | SomethingElse | SERVICE_FAILED | iam:ListAccessKeys for user 'app' failed: SomethingElse. Look at AWS's service health; the rotation may be started again.
          GetCallerIdentity | Throttling | SERVICE_NOT_READY | logging in with AWSCURRENT as user 'app' at host 'iam': Throttling. Nothing needs to be done unless it stays so: Secrets Manager runs the rotation again.
          """)
  void whatAwsAnswers(String action, String code, Reason reason, String text) {
    scene.aws.refuse(action, code);
    rotation.begin();

    assertFails(CREATE_SECRET, reason, text);
  }

  @Test
  void nobodyAnswers() {
    rotation.variable("STS_ENDPOINT", "http://127.0.0.1:1").begin();

    assertFails(
        CREATE_SECRET,
        Reason.SERVICE_UNREACHABLE,
        "logging in with AWSCURRENT as user 'app' at host 'iam': no answer: ConnectException. Let the"
            + " function reach IAM and STS: in a private subnet it needs a NAT gateway or their"
            + " interface endpoints.");
  }

  @Test
  void variablesThatAreWrong() {
    rotation
        .variable("IAM_ENDPOINT", "somewhere")
        .variable("STS_ENDPOINT", "ftp://host")
        .variable("RETIRE_USED_KEYS", "perhaps")
        .begin();

    assertFails(
        CREATE_SECRET,
        Reason.INVALID_CONFIGURATION,
        "the function's environment variables are wrong: IAM_ENDPOINT is no URL such as"
            + " https://iam.amazonaws.com; STS_ENDPOINT is no URL such as https://iam.amazonaws.com;"
            + " RETIRE_USED_KEYS is neither true nor false. Correct them in the function's"
            + " configuration.");
  }

  @Test
  void theLogHoldsNoSecret() {
    rotation.rotate();
    days(30);
    rotation.rotate();

    assertThat(rotation.log()).hasSize(8).noneMatch(line -> line.contains("secret-of-"));
  }

  @Test
  void membersOfACredentialsFile() {
    rotation.put(
        Map.of(
            "username", AwsDouble.USER,
            "aws_access_key_id", scene.first.id,
            "aws_secret_access_key", scene.first.secret));

    rotation.rotate();

    assertThat(rotation.value(CURRENT).keySet())
        .containsExactlyInAnyOrder("username", "aws_access_key_id", "aws_secret_access_key");
    assertThat(List.of(rotation.member(CURRENT, "aws_access_key_id")))
        .doesNotContain(scene.first.id);
  }
}
