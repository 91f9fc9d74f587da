package dev.keyturn.local.rotation;

import static dev.keyturn.local.events.RotationEventName.ROTATION_ABANDONED;
import static dev.keyturn.local.events.RotationEventName.ROTATION_FAILED;
import static dev.keyturn.local.rotation.RotationRig.FUNCTION;
import static dev.keyturn.local.rotation.RotationRig.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.local.events.RotationEventName;
import dev.keyturn.local.events.ServiceEvent;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RotateSecret and the rotation that it starts, with functions of every kind of behaviour. */
@Timeout(60)
class RotateSecretTest {

  private static final String STUCK =
      "InvalidRequestException: A previous rotation isn't complete. That rotation will be"
          + " reattempted.";

  private RotationRig rig = new RotationRig(1);

  @AfterEach
  void close() {
    rig.close();
  }

  private void attempts(int attempts) {
    rig.close();
    rig = new RotationRig(attempts);
  }

  @Test
  void invokesTheFourStepsInOrderAndTellsEachOfThem() {
    rig.create();
    String arn = (String) rig.describe().get("ARN");

    assertThat(rig.rotate(2)).isEqualTo(Map.of("ARN", arn, "Name", "s", "VersionId", token(2)));

    rig.awaitEnds(1);
    assertThat(rig.story())
        .containsExactly(
            "2 RotationStarted",
            "2 createSecret, attempt 1",
            "2 setSecret, attempt 1",
            "2 testSecret, attempt 1",
            "2 finishSecret, attempt 1",
            "2 RotationSucceeded");
    assertThat(rig.labels())
        .as("labels stay where the function left them")
        .isEqualTo(
            Map.of(
                token(1), List.of("AWSPREVIOUS"), token(2), List.of("AWSCURRENT", "AWSPENDING")));
  }

  @Test
  void theEventIsTheOneThatAwsSends() {
    AtomicReference<Map<String, Object>> seen = new AtomicReference<>();
    rig.on("setSecret", seen::set);
    rig.create();
    rig.rotate(2);
    rig.awaitEnds(1);

    assertThat(seen.get())
        .containsOnlyKeys("Step", "SecretId", "ClientRequestToken", "RotationToken")
        .containsEntry("Step", "setSecret")
        .containsEntry("SecretId", rig.describe().get("ARN"))
        .containsEntry("ClientRequestToken", token(2));
    assertThat((String) seen.get().get("RotationToken")).matches("[a-zA-Z0-9-]{36,256}");
  }

  @Test
  void answersBeforeTheFunctionHas() throws InterruptedException {
    CountDownLatch answered = new CountDownLatch(1);
    rig.on(
        "createSecret",
        event -> {
          answered.await();
          rig.perform("createSecret", event);
        });
    rig.create();

    rig.rotate(2);

    assertThat(rig.labels())
        .as("pending before createSecret has done anything")
        .isEqualTo(Map.of(token(1), List.of("AWSCURRENT"), token(2), List.of("AWSPENDING")));
    assertThat(rig.refusal("GetSecretValue", "SecretId", "s", "VersionStage", "AWSPENDING"))
        .isEqualTo(
            "ResourceNotFoundException: Secrets Manager can't find the specified secret value for"
                + " staging label: AWSPENDING");
    answered.countDown();
    assertThat(rig.awaitEnds(1)).containsExactly("2 RotationSucceeded");
  }

  @Test
  void remembersFunctionAndRules() {
    rig.create();
    rig.call(
        "RotateSecret",
        "SecretId",
        "s",
        "ClientRequestToken",
        token(2),
        "RotationLambdaARN",
        FUNCTION,
        "RotationRules",
        Map.of("AutomaticallyAfterDays", 30));
    rig.awaitEnds(1);

    rig.call("RotateSecret", "SecretId", "s", "ClientRequestToken", token(3));

    assertThat(rig.awaitEnds(2)).containsExactly("2 RotationSucceeded", "3 RotationSucceeded");
    assertThat(rig.describe())
        .containsEntry("RotationEnabled", true)
        .containsEntry("RotationLambdaARN", FUNCTION)
        .containsEntry("RotationRules", Map.of("AutomaticallyAfterDays", 30L));
  }

  @Test
  void aFirstRotationNeedsNoRules() {
    rig.create();
    rig.rotate(2);
    rig.awaitEnds(1);

    assertThat(rig.describe())
        .containsEntry("RotationEnabled", true)
        .containsEntry("RotationLambdaARN", FUNCTION)
        .doesNotContainKeys("RotationRules", "NextRotationDate");
  }

  @Test
  void onlyASuccessfulRotationMovesTheDates() {
    rig.create();
    assertThat(rig.describe()).doesNotContainKeys("RotationEnabled", "LastRotatedDate");
    rig.rotate(2);
    rig.awaitEnds(1);
    Object last = rig.describe().get("LastRotatedDate");
    assertThat(last).isEqualTo(new BigDecimal("1795515330.000"));

    rig.pass(Duration.ofDays(3));
    rig.on("testSecret", event -> fail("no"));
    rig.rotate(3);
    rig.awaitEnds(2);
    assertThat(rig.describe()).containsEntry("LastRotatedDate", last);

    rig.heal("testSecret");
    assertThat(rig.refusal("RotateSecret", "SecretId", "s", "ClientRequestToken", token(4)))
        .isEqualTo(STUCK);
    rig.awaitEnds(3);
    assertThat(rig.describe()).containsEntry("LastRotatedDate", new BigDecimal("1795774530.000"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"createSecret", "setSecret", "testSecret", "finishSecret"})
  void aFailedStepIsRetriedFromTheFirstWithTheSameVersion(String step) {
    attempts(3);
    rig.on(step, event -> fail("the " + rig.invocations.size()));
    rig.create();
    rig.rotate(2);

    int perAttempt =
        List.of("createSecret", "setSecret", "testSecret", "finishSecret").indexOf(step) + 1;
    assertThat(rig.awaitEnds(1)).containsExactly("2 RotationFailed: the " + 3 * perAttempt);
    assertThat(rig.invocations).hasSize(3 * perAttempt);
    assertThat(rig.invocations.subList(perAttempt, 2 * perAttempt))
        .isEqualTo(rig.invocations.subList(0, perAttempt));
    assertThat(rig.labels())
        .isEqualTo(Map.of(token(1), List.of("AWSCURRENT"), token(2), List.of("AWSPENDING")));
    assertThat(rig.call("GetSecretValue", "SecretId", "s")).containsEntry("SecretString", "first");
  }

  @Test
  void aStepThatHealsIsNotRunAgain() {
    attempts(3);
    rig.on(
        "setSecret",
        event -> {
          rig.heal("setSecret");
          fail("once");
        });
    rig.create();
    rig.rotate(2);

    assertThat(rig.awaitEnds(1)).containsExactly("2 RotationSucceeded");
    assertThat(rig.story())
        .containsExactly(
            "2 RotationStarted",
            "2 createSecret, attempt 1",
            "2 setSecret, attempt 1: once",
            "2 createSecret, attempt 2",
            "2 setSecret, attempt 2",
            "2 testSecret, attempt 2",
            "2 finishSecret, attempt 2",
            "2 RotationSucceeded");
  }

  @Test
  void backsOffTwiceAsLongEachTime() {
    rig.close();
    rig = new RotationRig(new RetryPolicy(3, Duration.ofMillis(100)));
    List<Instant> times = new CopyOnWriteArrayList<>();
    rig.on(
        "createSecret",
        event -> {
          times.add(rig.clock.instant());
          fail("no");
        });
    rig.create();
    rig.rotate(2);
    rig.awaitEnds(1);

    assertThat(Duration.between(times.get(0), times.get(1))).isEqualTo(millis(100));
    assertThat(Duration.between(times.get(1), times.get(2))).isEqualTo(millis(200));
  }

  @Test
  void aFunctionThatMovesNoLabelHasFailed() {
    rig.on("finishSecret", event -> {});
    rig.create();
    rig.rotate(2);

    assertThat(rig.awaitEnds(1))
        .containsExactly(
            "2 RotationFailed: the function answered finishSecret with success, but AWSCURRENT is not"
                + " on version "
                + token(2));
    assertThat(rig.describe()).doesNotContainKey("LastRotatedDate");
  }

  @Test
  void aRotationIsOverWhenPendingIsOnNoVersion() {
    rig.on(
        "finishSecret",
        event -> {
          rig.perform("finishSecret", event);
          rig.call(
              "UpdateSecretVersionStage",
              "SecretId",
              "s",
              "VersionStage",
              "AWSPENDING",
              "RemoveFromVersionId",
              token(2));
        });
    rig.create();
    rig.rotate(2);

    assertThat(rig.awaitEnds(1)).containsExactly("2 RotationSucceeded");
    assertThat(rig.labels())
        .isEqualTo(Map.of(token(1), List.of("AWSPREVIOUS"), token(2), List.of("AWSCURRENT")));
    assertThat(rig.describe()).containsKey("LastRotatedDate");
  }

  @Test
  void aStuckRotationIsReattemptedWithItsVersionAndItsFunctionAndStoresNothingNew() {
    rig.on("setSecret", event -> fail("no"));
    rig.create();
    rig.rotate(2);
    rig.awaitEnds(1);
    Map<String, Object> before = rig.describe();
    rig.heal("setSecret");

    assertThat(
            rig.refusal(
                "RotateSecret",
                "SecretId",
                "s",
                "ClientRequestToken",
                token(3),
                "RotationRules",
                Map.of("AutomaticallyAfterDays", 7)))
        .isEqualTo(STUCK);

    rig.awaitEnds(2);
    assertThat(rig.labels())
        .isEqualTo(
            Map.of(
                token(1), List.of("AWSPREVIOUS"), token(2), List.of("AWSCURRENT", "AWSPENDING")));
    assertThat(rig.describe().get("RotationRules")).isEqualTo(before.get("RotationRules"));
    rig.rotate(3);
    assertThat(rig.awaitEnds(3)).last().isEqualTo("3 RotationSucceeded");
  }

  @Test
  void theRequestOfAStuckRotationAgainReattemptsIt() {
    rig.on("setSecret", event -> fail("no"));
    rig.create();
    rig.rotate(2);
    rig.awaitEnds(1);
    rig.heal("setSecret");

    rig.rotate(2);

    assertThat(rig.awaitEnds(2)).last().isEqualTo("2 RotationSucceeded");
  }

  /** Told that it has failed, a client asks at once, before the service has put it away. */
  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void aRotationThatHasJustFailedIsReattempted(int version) {
    rig.on("setSecret", event -> fail("no"));
    rig.create();
    List<String> answers = new CopyOnWriteArrayList<>();
    once(
        ROTATION_FAILED,
        () -> {
          rig.heal("setSecret");
          answers.add(
              rig.refusal("RotateSecret", "SecretId", "s", "ClientRequestToken", token(version)));
        });
    rig.rotate(2);

    assertThat(rig.awaitEnds(2)).containsExactly("2 RotationFailed: no", "2 RotationSucceeded");
    assertThat(answers).singleElement().asString().startsWith(version == 2 ? "answered " : STUCK);
    assertThat(rig.labels().get(token(2))).contains("AWSCURRENT");
  }

  /** As the one above, while it waits for its next attempt. */
  @Test
  void aRotationThatHasJustBeenCancelledIsRunAgain() {
    rig.close();
    rig = new RotationRig(new RetryPolicy(2, Duration.ofHours(1)));
    rig.on("setSecret", event -> fail("no"));
    rig.create();
    rig.rotate(2);
    rig.pass(Duration.ZERO);
    rig.heal("setSecret");
    once(ROTATION_ABANDONED, () -> rig.rotate(2));

    rig.call("CancelRotateSecret", "SecretId", "s");

    assertThat(rig.awaitEnds(2))
        .containsExactly("2 RotationAbandoned: rotation was cancelled", "2 RotationSucceeded");
  }

  @Test
  void anErrorIsAFailedAttemptToo() {
    attempts(2);
    rig.on(
        "setSecret",
        event -> {
          rig.heal("setSecret");
          throw new StackOverflowError();
        });
    rig.create();
    rig.rotate(2);

    assertThat(rig.awaitEnds(1)).containsExactly("2 RotationSucceeded");
  }

  @ParameterizedTest
  @EnumSource(names = {"ROTATION_FAILED", "ROTATION_ABANDONED", "TEST_ROTATION_SUCCEEDED"})
  void anObserverThatFailsKeepsNoSecretFromItsNextRotation(RotationEventName told) {
    rig.create();
    once(
        told,
        () -> {
          throw new IllegalStateException("an observer's own");
        });
    switch (told) {
      case ROTATION_FAILED -> rig.on("setSecret", event -> fail("no"));
      case ROTATION_ABANDONED ->
          rig.on("setSecret", event -> rig.call("CancelRotateSecret", "SecretId", "s"));
      default -> {}
    }
    if (told == RotationEventName.TEST_ROTATION_SUCCEEDED) {
      rotateLater(2);
    } else {
      rig.rotate(2);
    }
    rig.awaitEnds(1);
    rig.heal("setSecret");

    rig.rotate(2);

    assertThat(rig.awaitEnds(2)).last().isEqualTo("2 RotationSucceeded");
  }

  private void once(RotationEventName told, Runnable action) {
    AtomicBoolean done = new AtomicBoolean();
    rig.listen(
        event -> {
          if (event instanceof ServiceEvent.Rotation rotation
              && rotation.state() == told
              && done.compareAndSet(false, true)) {
            action.run();
          }
        });
  }

  @Test
  void theRequestOfAFinishedRotationAgainStartsNothing() {
    rig.create();
    rig.rotate(2);
    rig.awaitEnds(1);
    rig.rotate(3);
    rig.awaitEnds(2);
    Map<String, List<String>> labels = rig.labels();

    assertThat(rig.rotate(3)).containsEntry("VersionId", token(3));
    assertThat(rig.rotate(2)).as("not current any more").containsEntry("VersionId", token(2));

    assertThat(rig.labels()).isEqualTo(labels);
    assertThat(rig.invocations).hasSize(8);
  }

  @Test
  void overlappingRequestsAreOneRotation() throws InterruptedException {
    CountDownLatch asked = new CountDownLatch(1);
    rig.on("createSecret", event -> asked.await());
    rig.on("setSecret", event -> rig.perform("createSecret", event));
    rig.create();
    rig.rotate(2);

    assertThat(rig.refusal("RotateSecret", "SecretId", "s", "ClientRequestToken", token(3)))
        .isEqualTo(STUCK);
    rig.rotate(2);
    asked.countDown();

    assertThat(rig.awaitEnds(1)).containsExactly("2 RotationSucceeded");
    assertThat(rig.invocations)
        .containsExactly("createSecret", "setSecret", "testSecret", "finishSecret");
    assertThat(rig.labels()).doesNotContainKey(token(3));
  }

  /** The label has moved, and the function has not answered yet: a client sees it as rotated. */
  @Test
  void aRotationThatBeginsWhileAnotherEndsIsNotLost() throws InterruptedException {
    CountDownLatch moved = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    rig.on(
        "finishSecret",
        event -> {
          rig.perform("finishSecret", event);
          moved.countDown();
          asked.await();
        });
    rig.create();
    rig.rotate(2);
    moved.await();

    rig.rotate(3);
    rig.heal("finishSecret");
    asked.countDown();

    assertThat(rig.awaitEnds(2)).containsExactly("2 RotationSucceeded", "3 RotationSucceeded");
    assertThat(rig.labels().get(token(3))).contains("AWSCURRENT");
  }

  @Test
  void secretsRotateAtTheSameTime() throws InterruptedException {
    CountDownLatch both = new CountDownLatch(2);
    rig.on(
        "testSecret",
        event -> {
          both.countDown();
          both.await();
        });
    rig.create();
    rig.call("CreateSecret", "Name", "t", "SecretString", "t", "ClientRequestToken", token(1));
    rig.on("finishSecret", event -> {});
    rig.rotate(2);
    rig.call(
        "RotateSecret",
        "SecretId",
        "t",
        "ClientRequestToken",
        token(3),
        "RotationLambdaARN",
        FUNCTION);

    assertThat(rig.awaitEnds(2)).as("each waited for the other").hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PutSecretValue", "UpdateSecret"})
  void aVersionMadeByHandAbandonsTheRotation(String operation) {
    rig.on(
        "setSecret",
        event ->
            rig.call(
                operation,
                "SecretId",
                "s",
                "SecretString",
                "by hand",
                "ClientRequestToken",
                token(9)));
    rig.create();
    rig.rotate(2);

    assertThat(rig.awaitEnds(1))
        .containsExactly(
            "2 RotationAbandoned: AWSPENDING was removed: a new version was stored during the"
                + " rotation");
    assertThat(rig.invocations)
        .as("nothing after that")
        .containsExactly("createSecret", "setSecret");
    assertThat(rig.labels())
        .isEqualTo(Map.of(token(1), List.of("AWSPREVIOUS"), token(9), List.of("AWSCURRENT")));
    rig.heal("setSecret");
    rig.rotate(3);
    assertThat(rig.awaitEnds(2))
        .as("and the next one is free to run")
        .last()
        .isEqualTo("3 RotationSucceeded");
  }

  @Test
  void aVersionMadeByHandWithALabelOfItsOwnAbandonsTheRotationToo() {
    rig.on(
        "setSecret",
        event ->
            rig.call(
                "PutSecretValue",
                "SecretId",
                "s",
                "SecretString",
                "by hand",
                "ClientRequestToken",
                token(9),
                "VersionStages",
                List.of("mine")));
    rig.create();
    rig.rotate(2);

    assertThat(rig.awaitEnds(1)).singleElement().asString().startsWith("2 RotationAbandoned: ");
    assertThat(rig.labels())
        .isEqualTo(Map.of(token(1), List.of("AWSCURRENT"), token(9), List.of("mine")));
  }

  @Test
  void cancellingInTheMiddleEndsTheRotationAndLeavesTheLabels() {
    attempts(3);
    rig.on("setSecret", event -> rig.call("CancelRotateSecret", "SecretId", "s"));
    rig.create();
    rig.rotate(2);

    assertThat(rig.awaitEnds(1)).containsExactly("2 RotationAbandoned: rotation was cancelled");
    assertThat(rig.invocations).containsExactly("createSecret", "setSecret");
    assertThat(rig.labels())
        .isEqualTo(Map.of(token(1), List.of("AWSCURRENT"), token(2), List.of("AWSPENDING")));
    assertThat(rig.describe())
        .containsEntry("RotationEnabled", false)
        .containsEntry("RotationLambdaARN", FUNCTION);
    assertThat(rig.refusal("RotateSecret", "SecretId", "s", "ClientRequestToken", token(3)))
        .as("an operator has to deal with the pending version")
        .isEqualTo(STUCK);
    assertThat(rig.call("CancelRotateSecret", "SecretId", "s"))
        .containsEntry("VersionId", token(2));
  }

  @Test
  void deletingInTheMiddleEndsTheRotation() {
    rig.on(
        "setSecret",
        event -> rig.call("DeleteSecret", "SecretId", "s", "ForceDeleteWithoutRecovery", true));
    rig.create();
    rig.rotate(2);

    assertThat(rig.awaitEnds(1)).containsExactly("2 RotationAbandoned: the secret was deleted");
    assertThat(rig.invocations).containsExactly("createSecret", "setSecret");
  }

  @Test
  void aPlannedDeletionInTheMiddleEndsTheRotationEvenIfTheStepFailsOfIt() {
    rig.on(
        "setSecret",
        event -> {
          rig.call("DeleteSecret", "SecretId", "s");
          fail("marked for deletion");
        });
    rig.create();
    rig.rotate(2);

    assertThat(rig.awaitEnds(1)).containsExactly("2 RotationAbandoned: the secret was deleted");
  }

  @Test
  void aLaterSecretOfTheSameNameIsNotTouched() {
    rig.on(
        "setSecret",
        event -> {
          rig.call("DeleteSecret", "SecretId", "s", "ForceDeleteWithoutRecovery", true);
          rig.create();
        });
    rig.create();
    rig.rotate(2);

    assertThat(rig.awaitEnds(1)).containsExactly("2 RotationAbandoned: the secret was deleted");
    assertThat(rig.labels()).isEqualTo(Map.of(token(1), List.of("AWSCURRENT")));
    assertThat(rig.describe()).doesNotContainKeys("RotationEnabled", "LastRotatedDate");
  }

  @Test
  void aSecretWithoutAnyValueIsRotatedToItsFirst() {
    rig.on(
        "createSecret",
        event -> {
          assertThat(rig.labels()).isEqualTo(Map.of(token(2), List.of("AWSPENDING")));
          rig.perform("createSecret", event);
        });
    rig.on("finishSecret", event -> {});
    rig.call("CreateSecret", "Name", "s", "ClientRequestToken", token(1));

    rig.rotate(2);

    assertThat(rig.awaitEnds(1)).containsExactly("2 RotationSucceeded");
    assertThat(rig.labels())
        .as("the first version with a value is always current")
        .isEqualTo(Map.of(token(2), List.of("AWSCURRENT", "AWSPENDING")));
  }

  @Test
  void withoutImmediatelyOnlyTestSecretRunsOnTheCurrentValue() {
    AtomicReference<Object> tested = new AtomicReference<>();
    rig.on(
        "testSecret",
        event -> {
          assertThat(rig.labels())
              .isEqualTo(Map.of(token(1), List.of("AWSCURRENT"), token(2), List.of("AWSPENDING")));
          tested.set(
              rig.call("GetSecretValue", "SecretId", "s", "VersionStage", "AWSPENDING")
                  .get("SecretString"));
        });
    rig.create();
    Map<String, Object> answer = rotateLater(2);

    assertThat(rig.awaitEnds(1)).containsExactly("2 TestRotationSucceeded");
    assertThat(answer).containsEntry("VersionId", token(2));
    assertThat(tested.get()).isEqualTo("first");
    assertThat(rig.invocations).containsExactly("testSecret");
    assertThat(rig.labels()).isEqualTo(Map.of(token(1), List.of("AWSCURRENT")));
    assertThat(rig.refusal("GetSecretValue", "SecretId", "s", "VersionId", token(2)))
        .startsWith("ResourceNotFoundException: ");
    assertThat(rig.describe())
        .containsEntry("RotationEnabled", true)
        .containsEntry("RotationRules", Map.of("AutomaticallyAfterDays", 30L))
        .doesNotContainKey("LastRotatedDate");
  }

  @Test
  void aTestThatFailsIsToldAndLeavesNothingStuck() {
    attempts(3);
    rig.on("testSecret", event -> fail("does not log in"));
    rig.create();
    rotateLater(2);

    assertThat(rig.awaitEnds(1)).containsExactly("2 TestRotationFailed: does not log in");
    assertThat(rig.labels()).isEqualTo(Map.of(token(1), List.of("AWSCURRENT")));
    rig.heal("testSecret");
    rig.rotate(3);
    assertThat(rig.awaitEnds(2)).last().isEqualTo("3 RotationSucceeded");
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void aRotationDuringATestIsRefusedAndDoesNotTakeItsVersion(int version)
      throws InterruptedException {
    CountDownLatch testing = new CountDownLatch(1);
    CountDownLatch asked = new CountDownLatch(1);
    rig.on(
        "testSecret",
        event -> {
          testing.countDown();
          asked.await();
        });
    rig.create();
    rotateLater(2);
    testing.await();

    assertThat(rig.refusal("RotateSecret", "SecretId", "s", "ClientRequestToken", token(version)))
        .isEqualTo(STUCK);
    asked.countDown();

    assertThat(rig.awaitEnds(1)).containsExactly("2 TestRotationSucceeded");
    rig.pass(Duration.ZERO);
    assertThat(rig.labels()).isEqualTo(Map.of(token(1), List.of("AWSCURRENT")));
    assertThat(rig.invocations).containsExactly("testSecret");
  }

  /** A test removes its version, which here may be the only place of the password that works. */
  @Test
  void aTestDoesNotTakeTheVersionOfAStuckRotation() {
    rig.on("testSecret", event -> fail("no"));
    rig.create();
    rig.rotate(2);
    rig.awaitEnds(1);
    rig.heal("testSecret");

    assertThat(
            rig.refusal(
                "RotateSecret",
                "SecretId",
                "s",
                "ClientRequestToken",
                token(2),
                "RotateImmediately",
                false))
        .isEqualTo(STUCK);

    assertThat(rig.awaitEnds(2)).last().isEqualTo("2 RotationSucceeded");
  }

  @Test
  void aRotationRightAfterATestIsNotLost() {
    rig.create();
    for (int i = 2; i <= 20; i += 2) {
      rotateLater(i);
      rig.awaitEnds(i - 1);
      rig.rotate(i + 1);
      assertThat(rig.awaitEnds(i)).last().isEqualTo((i + 1) + " RotationSucceeded");
    }
  }

  @Test
  void whateverAFunctionThrowsIsAFailedStep() {
    rig.on(
        "setSecret",
        event -> {
          throw new IllegalStateException("no transport");
        });
    rig.create();
    rig.rotate(2);

    assertThat(rig.awaitEnds(1))
        .containsExactly(
            "2 RotationFailed: the function cannot be invoked: java.lang.IllegalStateException: no"
                + " transport");
  }

  @Test
  void closingEndsARotationThatWaits() {
    rig.close();
    rig = new RotationRig(new RetryPolicy(2, Duration.ofHours(1)));
    CountDownLatch failed = new CountDownLatch(1);
    rig.on(
        "createSecret",
        event -> {
          failed.countDown();
          fail("no");
        });
    rig.create();
    rig.rotate(2);
    await(failed);

    Instant start = Instant.now();
    rig.close();

    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(2));
    assertThat(rig.labels())
        .as("pending, as if the function had died")
        .isEqualTo(Map.of(token(1), List.of("AWSCURRENT"), token(2), List.of("AWSPENDING")));
  }

  private Map<String, Object> rotateLater(int version) {
    return rig.call(
        "RotateSecret",
        "SecretId",
        "s",
        "ClientRequestToken",
        token(version),
        "RotationLambdaARN",
        FUNCTION,
        "RotateImmediately",
        false,
        "RotationRules",
        Map.of("AutomaticallyAfterDays", 30L));
  }

  private static void fail(String message) throws FunctionException {
    throw new FunctionException(message, null);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }
}
