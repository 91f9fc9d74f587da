package dev.keyturn.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.door.DoorSecret;
import dev.keyturn.secret.SecretStoreException;
import dev.keyturn.testkit.FaultInjector;
import dev.keyturn.testkit.SecretsManagerExtension;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The last two steps, and the whole. */
class TestAndFinishTest {

  @RegisterExtension static final SecretsManagerExtension SERVICE = DoorSecret.service();

  private static final String CURRENT = DoorSecret.json("me", "current-password");
  private static final String NEXT = DoorSecret.json("me", "next-password");
  private static final int MOVE = 2;

  private final Rig rig = new Rig(SERVICE.store());

  @Test
  void aRotationMakesElevenCallsAndTwoLogins() {
    rig.door.user("me", "current-password");
    DoorSecret secret = DoorSecret.of(SERVICE.client(), CURRENT).rotating();

    assertThat(Arrays.stream(Step.values()).map(step -> summary(rig.run(step, secret))))
        .containsExactly(
            "createSecret: 4 calls, 0 logins, 0 rejected",
            "setSecret: 3 calls, 1 logins, 0 rejected",
            "testSecret: 2 calls, 1 logins, 0 rejected",
            "finishSecret: 2 calls, 0 logins, 0 rejected");
    assertThat(secret.labelsOfToken()).containsExactly("AWSCURRENT", "AWSPENDING");
    assertThat(secret.value("AWSPREVIOUS")).isEqualTo(CURRENT);
  }

  private static String summary(StepReport report) {
    assertThat(report.failure()).isNull();
    return "%s: %d calls, %d logins, %d rejected"
        .formatted(
            report.request().step(), report.storeCalls(), report.logins(), report.rejectedLogins());
  }

  /** RotateImmediately=false runs testSecret alone, on a version with the current value. */
  @Test
  void testSecretIsEnoughByItself() {
    rig.door.user("me", "current-password");
    DoorSecret secret = DoorSecret.of(SERVICE.client(), CURRENT).rotatingTo(CURRENT);

    rig.succeed(secret, Step.TEST_SECRET);

    assertThat(rig.door.visits()).containsExactly("AWSPENDING as me: accepted");
  }

  @Test
  void testSecretFailsForACredentialThatTheServiceRejects() {
    rig.door.user("me", "current-password");
    DoorSecret secret = DoorSecret.of(SERVICE.client(), CURRENT).rotatingTo(NEXT);

    assertThat(rig.fail(Step.TEST_SECRET, secret))
        .hasMessage(
            "testSecret of %s: the service rejected AWSPENDING (wrong password) as user 'me' at host 'house'. Start the rotation again: setSecret sets the credential, unless somebody changed it since."
                .formatted(secret.id()))
        .extracting(RotationException::reason)
        .isEqualTo(Reason.CREDENTIALS_REJECTED);
    assertThat(secret.value("AWSCURRENT")).isEqualTo(CURRENT);
  }

  @Test
  void testSecretFailsForACredentialThatCannotDoItsWork() {
    rig.door
        .user("me", "next-password")
        .onVerify(
            () -> {
              throw new RotationException(
                  Reason.PRIVILEGE_MISSING, "behind the door is a wall", "Remove the wall");
            });
    DoorSecret secret = DoorSecret.of(SERVICE.client(), CURRENT).rotatingTo(NEXT);

    assertThat(rig.fail(Step.TEST_SECRET, secret))
        .hasMessage(
            "testSecret of %s: behind the door is a wall. Remove the wall.".formatted(secret.id()))
        .extracting(RotationException::reason)
        .isEqualTo(Reason.PRIVILEGE_MISSING);
  }

  @Test
  void testSecretRefusesAnEmptyOrBadVersionBeforeAnyLogin() {
    DoorSecret empty = DoorSecret.of(SERVICE.client(), CURRENT).rotating();
    assertThat(rig.fail(Step.TEST_SECRET, empty))
        .hasMessage(
            "testSecret of %s: AWSPENDING has no value yet. Run createSecret first; RotateSecret does so."
                .formatted(empty.id()));

    DoorSecret bad = DoorSecret.of(SERVICE.client(), CURRENT).rotatingTo("next-password");
    assertThat(rig.fail(Step.TEST_SECRET, bad))
        .hasMessage(
            "testSecret of %s: AWSPENDING is no credential: it is not valid JSON, or names a member twice. Remove AWSPENDING from version %s with UpdateSecretVersionStage; the next rotation then makes a new value."
                .formatted(bad.id(), bad.token()));
    assertThat(rig.door.visits()).isEmpty();
  }

  @Test
  void everyStepMayRunTwice() {
    rig.door.user("me", "current-password");
    DoorSecret secret = DoorSecret.of(SERVICE.client(), CURRENT).rotating();

    for (Step step : Step.values()) {
      rig.succeed(secret, step);
      String labels = secret.labels();
      String pending = secret.value("AWSPENDING");
      rig.succeed(secret, step);
      assertThat(secret.labels()).isEqualTo(labels);
      assertThat(secret.value("AWSPENDING")).isEqualTo(pending);
    }
  }

  @Test
  void finishSecretSucceedsWhenAnotherOneWasFaster() {
    DoorSecret secret = DoorSecret.of(SERVICE.client(), CURRENT).rotatingTo(NEXT);
    rig.over(
        new FaultInjector(SERVICE.store())
            .meanwhile(MOVE, () -> secret.move("AWSCURRENT", secret.token())));

    StepReport report = rig.run(Step.FINISH_SECRET, secret);

    assertThat(report.failure()).isNull();
    assertThat(secret.labelsOfToken()).containsExactly("AWSCURRENT", "AWSPENDING");
    assertThat(secret.value("AWSPREVIOUS")).isEqualTo(CURRENT);
  }

  /** Whoever stores a value by hand wants that one to be current. */
  @Test
  void finishSecretLeavesAValueAloneThatWasStoredByHandMeanwhile() {
    DoorSecret secret = DoorSecret.of(SERVICE.client(), CURRENT).rotatingTo(NEXT);
    String before = secret.holder("AWSCURRENT");
    String byHand = DoorSecret.json("me", "by-hand");
    rig.over(new FaultInjector(SERVICE.store()).meanwhile(MOVE, () -> secret.store(byHand)));

    RotationException failure = rig.fail(Step.FINISH_SECRET, secret);

    assertThat(failure.reason()).isEqualTo(Reason.STORE_INVALID);
    assertThat(failure)
        .hasMessage(
            "finishSecret of %s: UpdateSecretVersionStage failed: InvalidParameterException: The parameter RemoveFromVersionId can't be empty. Staging label AWSCURRENT is currently attached to version %s, so you must explicitly reference that version in RemoveFromVersionId. Look at the secret with DescribeSecret; it may be marked for deletion."
                .formatted(secret.id(), secret.holder("AWSCURRENT")));
    assertThat(secret.holder("AWSCURRENT")).isNotEqualTo(before);
    assertThat(secret.value("AWSCURRENT")).isEqualTo(byHand);
  }

  @ParameterizedTest
  @EnumSource(
      value = SecretStoreException.Kind.class,
      names = {"CONFLICT", "INVALID", "THROTTLED"})
  void finishSecretReportsAMoveThatFailed(SecretStoreException.Kind kind) {
    DoorSecret secret = DoorSecret.of(SERVICE.client(), CURRENT).rotatingTo(NEXT);
    FaultInjector store =
        new FaultInjector(SERVICE.store())
            .fail(
                MOVE,
                FaultInjector.Moment.BEFORE,
                new SecretStoreException(kind, "UpdateSecretVersionStage", "it said no", null));

    RotationException failure = rig.over(store).fail(Step.FINISH_SECRET, secret);

    assertThat(failure.reason()).hasToString("STORE_" + kind);
    assertThat(failure.observed()).isEqualTo("UpdateSecretVersionStage failed: it said no");
    assertThat(secret.value("AWSCURRENT")).isEqualTo(CURRENT);
  }

  /** The answer of the move was lost; what it did was not. */
  @Test
  void finishSecretSucceedsWhenOnlyTheAnswerWasLost() {
    DoorSecret secret = DoorSecret.of(SERVICE.client(), CURRENT).rotatingTo(NEXT);
    rig.over(
        new FaultInjector(SERVICE.store())
            .fail(
                MOVE,
                FaultInjector.Moment.AFTER,
                new SecretStoreException(
                    SecretStoreException.Kind.CONFLICT, "UpdateSecretVersionStage", "no", null)));

    rig.succeed(secret, Step.FINISH_SECRET);

    assertThat(secret.labelsOfToken()).containsExactly("AWSCURRENT", "AWSPENDING");
  }

  @Test
  void promptPromotionDoesItAllInSetSecret() {
    rig.door.user("me", "current-password");
    rig.with("PROMPT_PROMOTION", "true");
    DoorSecret secret = DoorSecret.of(SERVICE.client(), CURRENT).rotating();
    rig.succeed(secret, Step.CREATE_SECRET);

    StepReport set = rig.run(Step.SET_SECRET, secret);

    assertThat(set.failure()).isNull();
    assertThat(secret.labelsOfToken()).containsExactly("AWSCURRENT", "AWSPENDING");
    assertThat(rig.door.visits())
        .containsExactly(
            "AWSCURRENT as me: accepted", "AWSCURRENT sets me", "AWSPENDING as me: accepted");
    for (Step step : new Step[] {Step.TEST_SECRET, Step.FINISH_SECRET}) {
      StepReport report = rig.run(step, secret);
      assertThat(report.failure()).isNull();
      assertThat(report.alreadyCurrent()).isTrue();
    }
  }

  @Test
  void promptPromotionDoesNotPromoteWhatFailsItsTest() {
    rig.door
        .user("me", "current-password")
        .onVerify(
            () -> {
              throw new RotationException(Reason.SERVICE_FAILED, "it creaks", "Oil it");
            });
    DoorSecret secret = DoorSecret.of(SERVICE.client(), CURRENT).rotating();
    rig.with("PROMPT_PROMOTION", "true").succeed(secret, Step.CREATE_SECRET);

    assertThat(rig.fail(Step.SET_SECRET, secret))
        .hasMessage("setSecret of %s: it creaks. Oil it.".formatted(secret.id()));
    assertThat(secret.value("AWSCURRENT")).isEqualTo(CURRENT);

    rig.door.onVerify(() -> {});
    rig.succeed(secret, Step.SET_SECRET);
    assertThat(secret.labelsOfToken()).containsExactly("AWSCURRENT", "AWSPENDING");
  }
}
