package dev.keyturn.local;

import static dev.keyturn.local.Wire.token;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.local.events.RotationEventName;
import dev.keyturn.local.events.ServiceEvent;
import dev.keyturn.local.functions.FunctionTarget;
import dev.keyturn.local.rotation.RetryPolicy;
import dev.keyturn.local.time.VirtualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What other local Secrets Managers get wrong, and users complain of: each once, over the wire and
 * with a rotator that changes something real.
 */
@Timeout(60)
class KnownMistakesTest {

  private static final String FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:Door";

  @TempDir Path directory;
  private final VirtualClock clock = new VirtualClock(Instant.parse("2026-11-24T10:15:30Z"));
  private final List<ServiceEvent> events = new CopyOnWriteArrayList<>();
  private volatile Consumer<ServiceEvent> watcher = event -> {};
  private EmbeddedSecretsManager service;
  private Wire wire;
  private Path lock;

  @BeforeEach
  void start() throws IOException {
    lock = Files.writeString(directory.resolve("lock"), "first-password");
    service =
        EmbeddedSecretsManager.builder()
            .function("Door", FunctionTarget.parse("class:dev.keyturn.local.FileDoorRotator"))
            .retries(new RetryPolicy(2, Duration.ofMillis(10)))
            .clock(clock)
            .observer(
                event -> {
                  watcher.accept(event);
                  events.add(event);
                })
            .start();
    wire = new Wire(service.endpoint());
    wire.call(
        "CreateSecret",
        "Name",
        "door",
        "ClientRequestToken",
        token(1),
        "SecretString",
        """
        {"engine":"door","host":"here","username":"me","password":"first-password","dbname":"%s"}"""
            .formatted(lock));
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void mistake1RotateSecretDoesNotRunTheFunctionOrIgnoresAFailingStep() throws IOException {
    rotate(2);
    assertThat(awaitEnd(2)).isEqualTo(RotationEventName.ROTATION_SUCCEEDED);
    assertThat(Files.readString(lock)).isNotEqualTo("first-password").isEqualTo(password());

    Files.writeString(lock, "changed by hand");
    rotate(3);
    assertThat(awaitEnd(3)).isEqualTo(RotationEventName.ROTATION_FAILED);
    assertThat(steps(3))
        .as("the whole rotation is run again, and nothing comes after the step that failed")
        .containsExactly("createSecret", "setSecret", "createSecret", "setSecret");
    assertThat(Files.readString(lock)).isEqualTo("changed by hand");
  }

  @Test
  void mistake2PendingIsMissingBeforeCreateSecretOrAlreadyHasAValue() throws IOException {
    List<Object> seen = new ArrayList<>();
    watcher =
        event -> {
          if (event instanceof ServiceEvent.StepStarted step
              && step.step().equals("createSecret")) {
            seen.add(unchecked(() -> wire.labels("door").get(token(2))));
            seen.add(
                unchecked(
                    () ->
                        wire.refusal("GetSecretValue", "SecretId", "door", "VersionId", token(2))));
          }
        };

    rotate(2);
    awaitEnd(2);

    assertThat(seen)
        .containsExactly(
            List.of("AWSPENDING"),
            "ResourceNotFoundException: Secrets Manager can't find the specified secret value for"
                + " VersionId: "
                + token(2));
  }

  @Test
  void mistake3ARotationDestroysOrHidesTheCurrentValue() throws IOException {
    List<String> read = new ArrayList<>();
    watcher =
        event -> {
          if (event instanceof ServiceEvent.StepStarted) {
            read.add(unchecked(this::password));
          }
        };
    Files.writeString(lock, "changed by hand");

    rotate(2);
    awaitEnd(2);

    assertThat(read).hasSize(4).containsOnly("first-password");
    assertThat(password()).isEqualTo("first-password");
    assertThat(wire.labels("door").get(token(1))).containsExactly("AWSCURRENT");
  }

  @Test
  void mistake4ALaterBareRotateSecretFailsOrForgetsTheArn() throws IOException {
    rotate(2);
    awaitEnd(2);

    wire.call("RotateSecret", "SecretId", "door", "ClientRequestToken", token(3));

    assertThat(awaitEnd(3)).isEqualTo(RotationEventName.ROTATION_SUCCEEDED);
    assertThat(wire.call("DescribeSecret", "SecretId", "door"))
        .containsEntry("RotationLambdaARN", FUNCTION);
    assertThat(Files.readString(lock)).isEqualTo(password());
  }

  @Test
  void mistake5RotateImmediatelyFalseGivesAFaultOrAFullRotation() throws IOException {
    wire.call(
        "RotateSecret",
        "SecretId",
        "door",
        "ClientRequestToken",
        token(2),
        "RotationLambdaARN",
        FUNCTION,
        "RotateImmediately",
        false,
        "RotationRules",
        Map.of("AutomaticallyAfterDays", 30));

    assertThat(awaitEnd(2)).isEqualTo(RotationEventName.TEST_ROTATION_SUCCEEDED);
    assertThat(steps(2)).containsExactly("testSecret");
    assertThat(wire.labels("door")).isEqualTo(Map.of(token(1), List.of("AWSCURRENT")));
    assertThat(Files.readString(lock)).isEqualTo("first-password");
  }

  @Test
  void mistake6TheDatesAreMissingOrMovedByAFailedRotation() throws IOException {
    wire.call(
        "RotateSecret",
        "SecretId",
        "door",
        "ClientRequestToken",
        token(2),
        "RotationLambdaARN",
        FUNCTION,
        "RotationRules",
        Map.of("AutomaticallyAfterDays", 30));
    awaitEnd(2);
    Map<String, Object> rotated = wire.call("DescribeSecret", "SecretId", "door");
    assertThat(rotated).containsEntry("LastRotatedDate", 1795515330.0);
    assertThat((Double) rotated.get("NextRotationDate")).isBetween(1795515330.0, 1798156799.0);

    pass(Duration.ofDays(1));
    Files.writeString(lock, "changed by hand");
    rotate(3);
    assertThat(awaitEnd(3)).isEqualTo(RotationEventName.ROTATION_FAILED);

    assertThat(wire.call("DescribeSecret", "SecretId", "door"))
        .containsEntry("LastRotatedDate", rotated.get("LastRotatedDate"))
        .containsEntry("NextRotationDate", rotated.get("NextRotationDate"));
  }

  @Test
  void mistake7AFailedCallLeavesRotationEnabledAndPendingStuck() throws IOException {
    Map<String, Object> before = wire.call("DescribeSecret", "SecretId", "door");

    assertThat(
            wire.refusal(
                "RotateSecret",
                "SecretId",
                "door",
                "ClientRequestToken",
                token(2),
                "RotationLambdaARN",
                FUNCTION + "-that-does-not-exist",
                "RotationRules",
                Map.of("AutomaticallyAfterDays", 30)))
        .startsWith("AccessDeniedException: ");

    assertThat(wire.call("DescribeSecret", "SecretId", "door")).isEqualTo(before);
    rotate(3);
    assertThat(awaitEnd(3)).isEqualTo(RotationEventName.ROTATION_SUCCEEDED);
  }

  @Test
  void mistake8LabelsMoveWronglyOrOneSitsOnTwoVersions() throws IOException {
    for (int version = 2; version <= 4; version++) {
      rotate(version);
      assertThat(awaitEnd(version)).isEqualTo(RotationEventName.ROTATION_SUCCEEDED);

      assertThat(wire.labels("door"))
          .isEqualTo(
              Map.of(
                  token(version - 1),
                  List.of("AWSPREVIOUS"),
                  token(version),
                  List.of("AWSCURRENT", "AWSPENDING")));
    }
  }

  @Test
  void mistake9DeprecatedVersionsArePurgedAtOnceOrNever() throws IOException {
    for (int version = 2; version <= 102; version++) {
      wire.call(
          "PutSecretValue",
          "SecretId",
          "door",
          "ClientRequestToken",
          token(version),
          "SecretString",
          "value " + version);
    }
    assertThat(wire.call("GetSecretValue", "SecretId", "door", "VersionId", token(2)))
        .containsEntry("SecretString", "value 2");

    pass(Duration.ofHours(25));
    wire.call(
        "PutSecretValue",
        "SecretId",
        "door",
        "ClientRequestToken",
        token(103),
        "SecretString",
        "value 103");

    assertThat(wire.refusal("GetSecretValue", "SecretId", "door", "VersionId", token(2)))
        .startsWith("ResourceNotFoundException: ");
    assertThat(wire.call("GetSecretValue", "SecretId", "door", "VersionId", token(4)))
        .containsEntry("SecretString", "value 4");
  }

  @Test
  void mistake10TheScheduleNeverFiresNothingIsRetriedAndNothingIsAbandoned() throws IOException {
    wire.call(
        "RotateSecret",
        "SecretId",
        "door",
        "ClientRequestToken",
        token(2),
        "RotationLambdaARN",
        FUNCTION,
        "RotationRules",
        Map.of("ScheduleExpression", "cron(0 16 1,15 * ? *)", "Duration", "2h"));
    awaitEnd(2);
    assertThat(wire.call("DescribeSecret", "SecretId", "door"))
        .containsEntry(
            "RotationRules",
            Map.of(
                "AutomaticallyAfterDays",
                14,
                "ScheduleExpression",
                "cron(0 16 1,15 * ? *)",
                "Duration",
                "2h"))
        .containsEntry("NextRotationDate", seconds("2026-12-01T17:59:59Z"));

    pass(until("2026-12-01T15:59:59Z"));
    events.clear();
    pass(Duration.ofHours(2));
    assertThat(states())
        .as("pending beside current is no stuck rotation")
        .containsExactly("RotationStarted", "RotationSucceeded");

    events.clear();
    Files.writeString(lock, "changed by hand");
    pass(until("2026-12-15T18:00:00Z"));
    assertThat(states()).containsExactly("RotationStarted", "RotationFailed");
    assertThat(events)
        .filteredOn(event -> event instanceof ServiceEvent.StepStarted)
        .extracting(event -> ((ServiceEvent.StepStarted) event).attempt())
        .as("run again within the window")
        .containsExactly(1, 1, 2, 2);

    events.clear();
    watcher =
        event -> {
          if (event instanceof ServiceEvent.StepStarted step && step.step().equals("setSecret")) {
            storeByHand();
          }
        };
    pass(until("2027-01-01T18:00:00Z"));
    assertThat(states()).containsExactly("RotationStarted", "RotationAbandoned");
    assertThat(wire.labels("door").values()).doesNotContain(List.of("AWSPENDING"));
  }

  private void storeByHand() {
    unchecked(
        () ->
            wire.call(
                "PutSecretValue",
                "SecretId",
                "door",
                "ClientRequestToken",
                token(9),
                "SecretString",
                "by hand"));
  }

  private Duration until(String time) {
    return Duration.between(clock.instant(), Instant.parse(time));
  }

  private static double seconds(String time) {
    return Instant.parse(time).getEpochSecond();
  }

  private List<String> states() {
    return events.stream()
        .filter(ServiceEvent.Rotation.class::isInstance)
        .map(event -> ((ServiceEvent.Rotation) event).state().toString())
        .toList();
  }

  private void rotate(int version) throws IOException {
    wire.call(
        "RotateSecret",
        "SecretId",
        "door",
        "ClientRequestToken",
        token(version),
        "RotationLambdaARN",
        FUNCTION);
  }

  private String password() throws IOException {
    String secret = (String) wire.call("GetSecretValue", "SecretId", "door").get("SecretString");
    return (String) JSON.std.mapFrom(secret).get("password");
  }

  private List<String> steps(int version) {
    return events.stream()
        .filter(ServiceEvent.StepEnded.class::isInstance)
        .map(ServiceEvent.StepEnded.class::cast)
        .filter(step -> step.version().equals(token(version)))
        .map(ServiceEvent.StepEnded::step)
        .toList();
  }

  private RotationEventName awaitEnd(int version) {
    Set<RotationEventName> starts =
        new HashSet<>(
            List.of(RotationEventName.ROTATION_STARTED, RotationEventName.TEST_ROTATION_STARTED));
    Instant deadline = Instant.now().plusSeconds(20);
    while (true) {
      for (ServiceEvent event : events) {
        if (event instanceof ServiceEvent.Rotation rotation
            && rotation.version().equals(token(version))
            && !starts.contains(rotation.state())) {
          return rotation.state();
        }
      }
      assertThat(Instant.now()).as("still waiting in %s", events).isBefore(deadline);
      pass(Duration.ofMillis(5));
    }
  }

  /** Lets time pass, with everything that falls due. */
  private void pass(Duration time) {
    try {
      clock.advance(time);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private interface Call<T> {
    T get() throws IOException;
  }

  private static <T> T unchecked(Call<T> call) {
    try {
      return call.get();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
