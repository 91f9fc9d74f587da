package dev.keyturn.local.rotation;

import static dev.keyturn.local.events.RotationEventName.ROTATION_STARTED;
import static dev.keyturn.local.events.RotationEventName.ROTATION_SUCCEEDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.local.events.ServiceEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to secrets over time, by a virtual clock: it starts on 1 March 2026 at 10:00. */
@Timeout(30)
class ScheduledRotationTest {

  private static final Map<String, Object> DAILY = Map.of("AutomaticallyAfterDays", 1L);
  private static final Map<String, Object> AT_FOUR =
      Map.of("ScheduleExpression", "cron(0 16 * * ? *)", "Duration", "2h");

  private VirtualService service = new VirtualService(RetryPolicy.DEFAULT);

  @AfterEach
  void close() {
    service.close();
  }

  private void restart(VirtualService replacement) {
    service.close();
    service = replacement;
  }

  @ParameterizedTest
  @CsvSource({
    "AutomaticallyAfterDays, 1, 2026-03-02T00:00:00Z, 2026-03-02T23:59:59Z, 2026-03-03T23:59:59Z",
    "AutomaticallyAfterDays, 30, 2026-03-31T00:00:00Z, 2026-03-31T23:59:59Z, 2026-04-30T23:59:59Z",
    "ScheduleExpression, rate(7 days), 2026-03-08T00:00:00Z, 2026-03-08T23:59:59Z, 2026-03-15T23:59:59Z",
    "ScheduleExpression, rate(10 hours), 2026-03-01T20:00:00Z, 2026-03-01T20:59:59Z, 2026-03-02T06:59:59Z",
    "ScheduleExpression, cron(0 16 * * ? *), 2026-03-01T16:00:00Z, 2026-03-01T23:59:59Z, 2026-03-02T23:59:59Z",
    "ScheduleExpression, 'cron(0 16 1,15 * ? *)', 2026-03-01T16:00:00Z, 2026-03-01T23:59:59Z, 2026-03-15T23:59:59Z",
  })
  void aSecretRotatesByItselfWhenItsWindowOpens(
      String member, String rule, String start, Instant first, Instant second)
      throws InterruptedException {
    service.create("s");
    Object value = member.startsWith("A") ? Long.valueOf(rule) : rule;
    service.schedule("s", Map.of(member, value));
    service.forget();
    assertThat(service.date("s", "NextRotationDate")).isEqualTo(first);

    service.advanceTo(Instant.parse(start).minusSeconds(1).toString());
    assertThat(service.story()).isEmpty();
    service.clock.advance(Duration.ofSeconds(1));

    assertThat(service.story())
        .containsExactly(start + " RotationStarted", start + " RotationSucceeded");
    assertThat(service.date("s", "LastRotatedDate")).isEqualTo(start);
    assertThat(service.date("s", "NextRotationDate")).isEqualTo(second);
  }

  @Test
  void aYearOfDailyRotations() throws InterruptedException {
    restart(new VirtualService(RetryPolicy.DEFAULT, new Random(7)));
    service.create("s");
    service.schedule("s", DAILY);

    service.clock.advance(Duration.ofDays(366));

    List<ServiceEvent.Rotation> started =
        service.rotations().stream().filter(r -> r.state() == ROTATION_STARTED).toList();
    LocalDate day = LocalDate.parse("2026-03-02");
    for (ServiceEvent.Rotation rotation : started) {
      assertThat(LocalDate.ofInstant(rotation.time(), ZoneOffset.UTC)).isEqualTo(day);
      day = day.plusDays(1);
    }
    assertThat(started).hasSizeBetween(365, 366);
    assertThat(service.rotations())
        .filteredOn(r -> r.state() == ROTATION_SUCCEEDED)
        .hasSameSizeAs(started);
  }

  @Test
  void aFailedRotationIsRunAgainWithinItsWindowAndThenInTheNext() throws InterruptedException {
    restart(new VirtualService(new RetryPolicy(3, Duration.ofMinutes(10))));
    service.create("s");
    service.schedule("s", AT_FOUR);
    service.forget();
    service.function(failingIn("setSecret"));

    service.advanceTo("2026-03-02T12:00:00Z");

    assertThat(service.story())
        .containsExactly(
            "2026-03-01T16:00:00Z RotationStarted",
            "2026-03-01T16:30:00Z RotationFailed: setSecret of s is broken");
    assertThat(service.date("s", "LastRotatedDate")).isNull();
    assertThat(service.date("s", "NextRotationDate")).isEqualTo("2026-03-02T17:59:59Z");
    String stuck = service.holder("s", "AWSPENDING").orElseThrow();

    service.function((step, secret) -> {});
    service.forget();
    service.advanceTo("2026-03-02T16:00:00Z");

    assertThat(service.story())
        .containsExactly(
            "2026-03-02T16:00:00Z RotationStarted", "2026-03-02T16:00:00Z RotationSucceeded");
    assertThat(service.holder("s", "AWSCURRENT")).as("the stuck version").hasValue(stuck);
    assertThat(service.date("s", "NextRotationDate")).isEqualTo("2026-03-03T17:59:59Z");
  }

  @Test
  void noRetryBeginsAfterTheWindow() throws InterruptedException {
    restart(new VirtualService(new RetryPolicy(10, Duration.ofMinutes(30))));
    service.create("s");
    service.schedule("s", AT_FOUR);
    service.forget();
    AtomicInteger attempts = new AtomicInteger();
    service.function(
        (step, secret) -> {
          attempts.incrementAndGet();
          throw new FunctionException("no", null);
        });

    service.advanceTo("2026-03-02T00:00:00Z");

    // At 16:00, 16:30 and 17:30; the next would be at 19:30, and the window closes at 18:00.
    assertThat(attempts).hasValue(3);
    assertThat(service.story())
        .containsExactly(
            "2026-03-01T16:00:00Z RotationStarted", "2026-03-01T17:30:00Z RotationFailed: no");
  }

  @Test
  void backOffDoublesUpToItsLongest() throws InterruptedException {
    restart(new VirtualService(new RetryPolicy(6, Duration.ofSeconds(10), Duration.ofSeconds(60))));
    service.create("s");
    List<Long> seconds = new java.util.concurrent.CopyOnWriteArrayList<>();
    service.function(
        (step, secret) -> {
          seconds.add(Duration.between(VirtualService.START, service.clock.instant()).toSeconds());
          throw new FunctionException("no", null);
        });
    service.rotate("s", Map.of());

    service.clock.advance(Duration.ofHours(1));

    assertThat(seconds).containsExactly(0L, 10L, 30L, 70L, 130L, 190L);
  }

  @Test
  void aValueStoredByHandAbandonsARotationThatWaitsAtOnce() throws InterruptedException {
    restart(new VirtualService(new RetryPolicy(5, Duration.ofMinutes(10))));
    service.create("s");
    service.schedule("s", AT_FOUR);
    service.function(failingIn("testSecret"));
    service.advanceTo("2026-03-01T16:05:00Z");
    service.forget();

    service.put("s");
    service.settle();

    assertThat(service.story())
        .containsExactly(
            "2026-03-01T16:05:00Z RotationAbandoned: AWSPENDING was removed: a new version was"
                + " stored during the rotation");
    assertThat(service.holder("s", "AWSPENDING")).isEmpty();
    assertThat(service.date("s", "NextRotationDate")).isEqualTo("2026-03-02T17:59:59Z");
    service.forget();
    service.advanceTo("2026-03-02T00:00:00Z");
    assertThat(service.story()).as("nothing is retried").isEmpty();
  }

  @Test
  void cancellingStopsARotationAndTheSchedule() throws InterruptedException {
    restart(new VirtualService(new RetryPolicy(5, Duration.ofMinutes(10))));
    service.create("s");
    service.schedule("s", AT_FOUR);
    service.function(failingIn("setSecret"));
    service.advanceTo("2026-03-01T16:05:00Z");
    service.forget();

    service.call("CancelRotateSecret", "SecretId", "s");
    service.settle();
    service.clock.advance(Duration.ofDays(10));

    assertThat(service.story())
        .containsExactly("2026-03-01T16:05:00Z RotationAbandoned: rotation was cancelled");
    assertThat(service.date("s", "NextRotationDate")).isNull();
    assertThat(service.holder("s", "AWSPENDING")).as("labels stay where they are").isPresent();
  }

  @Test
  void aValueStoredByHandCountsAsARotation() throws InterruptedException {
    service.create("s");
    service.rotate("s", Map.of("AutomaticallyAfterDays", 10L));
    service.settle();
    assertThat(service.date("s", "NextRotationDate")).isEqualTo("2026-03-11T23:59:59Z");

    service.advanceTo("2026-03-06T12:00:00Z");
    service.put("s");

    assertThat(service.date("s", "NextRotationDate")).isEqualTo("2026-03-16T23:59:59Z");
    assertThat(service.date("s", "LastRotatedDate")).isEqualTo(VirtualService.START);
    service.forget();
    service.advanceTo("2026-03-15T23:59:59Z");
    assertThat(service.story()).isEmpty();
    service.clock.advance(Duration.ofSeconds(1));
    assertThat(service.story()).hasSize(2);
  }

  @Test
  void theNextDateIsCountedFromTheActualRotation() throws InterruptedException {
    service.create("s");
    service.rotate("s", Map.of("AutomaticallyAfterDays", 10L));
    service.settle();
    service.advanceTo("2026-03-05T22:00:00Z");

    service.call(
        "RotateSecret",
        "SecretId",
        "s",
        "ClientRequestToken",
        "00000000-0000-4000-8000-000000000009");
    service.settle();

    assertThat(service.date("s", "NextRotationDate")).isEqualTo("2026-03-15T23:59:59Z");
  }

  @Test
  void aFailedRotationByHandMovesNoDate() throws InterruptedException {
    service.create("s");
    service.rotate("s", Map.of("AutomaticallyAfterDays", 10L));
    service.settle();
    service.advanceTo("2026-03-05T22:00:00Z");
    service.function(failingIn("createSecret"));

    service.call(
        "RotateSecret",
        "SecretId",
        "s",
        "ClientRequestToken",
        "00000000-0000-4000-8000-000000000009");
    service.clock.advance(Duration.ofHours(1));

    assertThat(service.story()).last().asString().contains("RotationFailed");
    assertThat(service.date("s", "NextRotationDate")).isEqualTo("2026-03-11T23:59:59Z");
    assertThat(service.date("s", "LastRotatedDate")).isEqualTo(VirtualService.START);
    assertThat(service.date("s", "LastChangedDate"))
        .as("when the pending version was made")
        .isEqualTo("2026-03-05T22:00:00Z");
  }

  @Test
  void aFirstRotationPlansTheNextWhenItEndsHoweverItEnds() throws InterruptedException {
    restart(new VirtualService(new RetryPolicy(2, Duration.ofMinutes(10))));
    service.create("s");
    service.function(failingIn("setSecret"));
    service.rotate("s", DAILY);
    service.settle();
    assertThat(service.date("s", "NextRotationDate")).as("while it is under way").isNull();

    service.clock.advance(Duration.ofMinutes(10));

    assertThat(service.date("s", "NextRotationDate")).isEqualTo("2026-03-02T23:59:59Z");
    service.function((step, secret) -> {});
    service.advanceTo("2026-03-02T00:00:00Z");
    assertThat(service.date("s", "LastRotatedDate")).isEqualTo("2026-03-02T00:00:00Z");
  }

  @Test
  void newRulesReplaceTheWindow() throws InterruptedException {
    service.create("s");
    service.schedule("s", AT_FOUR);

    service.schedule("s", Map.of("ScheduleExpression", "rate(2 days)"));
    service.forget();
    service.advanceTo("2026-03-02T23:59:59Z");

    assertThat(service.story()).isEmpty();
    service.clock.advance(Duration.ofSeconds(1));
    assertThat(service.story()).hasSize(2);
  }

  @Test
  void aRotationThatIsDueWaitsForTheOneThatIsUnderWay() throws InterruptedException {
    restart(new VirtualService(new RetryPolicy(2, Duration.ofSeconds(210))));
    service.create("s");
    service.schedule("s", AT_FOUR);
    service.advanceTo("2026-03-01T15:58:00Z");
    service.forget();
    service.function(failingIn("setSecret"));
    service.call(
        "RotateSecret",
        "SecretId",
        "s",
        "ClientRequestToken",
        "00000000-0000-4000-8000-000000000009");
    service.advanceTo("2026-03-01T16:01:45Z");
    service.function((step, secret) -> {});

    service.advanceTo("2026-03-01T18:00:00Z");

    assertThat(service.story())
        .containsExactly(
            "2026-03-01T15:58:00Z RotationStarted",
            "2026-03-01T16:01:30Z RotationFailed: setSecret of s is broken",
            "2026-03-01T16:02:00Z RotationStarted",
            "2026-03-01T16:02:00Z RotationSucceeded");
  }

  @Test
  void aRestoredSecretWaitsForTheNextWindow() throws InterruptedException {
    service.create("s");
    service.schedule("s", AT_FOUR);
    service.call("DeleteSecret", "SecretId", "s", "RecoveryWindowInDays", 7L);
    service.forget();
    service.advanceTo("2026-03-03T20:00:00Z");
    assertThat(service.story()).isEmpty();

    service.call("RestoreSecret", "SecretId", "s");
    service.settle();

    assertThat(service.date("s", "NextRotationDate")).isEqualTo("2026-03-04T17:59:59Z");
    service.forget();
    service.advanceTo("2026-03-04T17:00:00Z");
    assertThat(service.story())
        .containsExactly(
            "2026-03-04T16:00:00Z RotationStarted", "2026-03-04T16:00:00Z RotationSucceeded");
  }

  /** The window has been looked at, and the secret has not been changed yet. */
  @Test
  void aCancellationInTheLastMomentIsHeeded() throws InterruptedException {
    service.create("s");
    service.schedule("s", AT_FOUR);
    service.forget();
    service.disk.between(() -> service.call("CancelRotateSecret", "SecretId", "s"));

    service.advanceTo("2026-03-03T00:00:00Z");

    assertThat(service.story()).isEmpty();
    assertThat(service.describe("s")).containsEntry("RotationEnabled", false);
    assertThat(service.holder("s", "AWSPENDING")).isEmpty();
  }

  @Test
  void aWindowThatWasMissedIsNotedWhenTheDiskHasRoomAgain() throws InterruptedException {
    service.create("s");
    service.schedule("s", AT_FOUR);
    service.call("DeleteSecret", "SecretId", "s", "RecoveryWindowInDays", 7L);
    service.advanceTo("2026-03-03T20:00:00Z");
    service.disk.room(1);
    service.call("RestoreSecret", "SecretId", "s");
    service.settle();
    assertThat(service.date("s", "NextRotationDate")).isEqualTo("2026-03-01T17:59:59Z");
    service.disk.room(100);

    service.clock.advance(Duration.ofMinutes(1));

    assertThat(service.date("s", "NextRotationDate")).isEqualTo("2026-03-04T17:59:59Z");
  }

  @Test
  void aRotationWhoseEndCannotBeStoredIsRunAgainInItsWindow() throws InterruptedException {
    restart(new VirtualService(new RetryPolicy(1, Duration.ZERO)));
    service.create("s");
    service.schedule("s", AT_FOUR);
    service.forget();
    service.function(
        (step, secret) -> {
          if (step.equals("setSecret")) {
            service.disk.room(0);
            throw new FunctionException("no", null);
          }
        });
    service.advanceTo("2026-03-01T16:00:30Z");
    service.disk.room(100);
    service.function((step, secret) -> {});

    service.advanceTo("2026-03-01T18:00:00Z");

    assertThat(service.story())
        .containsExactly(
            "2026-03-01T16:00:00Z RotationStarted",
            "2026-03-01T16:00:00Z RotationFailed: no",
            "2026-03-01T16:01:00Z RotationStarted",
            "2026-03-01T16:01:00Z RotationSucceeded");
    assertThat(service.date("s", "NextRotationDate")).isEqualTo("2026-03-02T17:59:59Z");
  }

  @Test
  void aSecretWithoutRoomForPendingIsToldAndWaitsForItsNextWindow() throws InterruptedException {
    service.create("s");
    service.schedule("s", AT_FOUR);
    service.forget();
    String version = service.holder("s", "AWSCURRENT").orElseThrow();
    for (int i = 1; i < 20; i++) {
      label("mine-" + i, "MoveToVersionId", version);
    }

    service.advanceTo("2026-03-02T00:00:00Z");

    assertThat(service.story())
        .containsExactly(
            "2026-03-01T16:00:00Z RotationFailed: You can't attach more than 20 staging labels to"
                + " the versions of a secret.");
    assertThat(service.date("s", "NextRotationDate")).isEqualTo("2026-03-02T17:59:59Z");
    // Room for AWSPENDING, and for AWSPREVIOUS after it.
    label("mine-1", "RemoveFromVersionId", version);
    label("mine-2", "RemoveFromVersionId", version);
    service.advanceTo("2026-03-02T16:00:00Z");
    assertThat(service.date("s", "LastRotatedDate")).isEqualTo("2026-03-02T16:00:00Z");
  }

  private void label(String label, String direction, String version) {
    service.call(
        "UpdateSecretVersionStage", "SecretId", "s", "VersionStage", label, direction, version);
  }

  /** Its version has the current value, and must not become current by itself. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTestThatWasCutShortIsNoRotationThatIsStuck(boolean cancelled) throws InterruptedException {
    service.create("s");
    String first = service.holder("s", "AWSCURRENT").orElseThrow();
    CountDownLatch testing = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    service.function(
        (step, secret) -> {
          testing.countDown();
          ended.await();
        });
    String temporary = service.rotate("s", AT_FOUR, false);
    testing.await();
    if (cancelled) {
      service.call("CancelRotateSecret", "SecretId", "s");
    }
    restart(new VirtualService("2026-03-01T16:30:00Z", service.disk));
    service.announce();
    service.settle();
    if (cancelled) {
      assertThatThrownBy(() -> service.rotate("s", AT_FOUR))
          .hasMessage("A previous rotation isn't complete. That rotation will be reattempted.");
    }

    service.clock.advance(Duration.ofMinutes(2));

    assertThat(service.labels("s")).doesNotContainKey(temporary);
    assertThat(service.story().subList(0, 2))
        .containsExactly(
            "2026-03-01T16:30:00Z TestRotationStarted",
            "2026-03-01T16:30:00Z TestRotationSucceeded");
    if (cancelled) {
      assertThat(service.holder("s", "AWSCURRENT")).hasValue(first);
    } else {
      assertThat(service.story().subList(2, service.story().size()))
          .containsExactly(
              "2026-03-01T16:31:00Z RotationStarted", "2026-03-01T16:31:00Z RotationSucceeded");
    }
  }

  @Test
  void aThousandSecretsDueAtOnceAllRotateAsTheFunctionHasRoom() throws InterruptedException {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch ten = new CountDownLatch(10);
    many(1_000);
    service.forget();
    service.function(
        (step, secret) -> {
          if (step.equals("createSecret")) {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            holdTheFirst(ten);
          } else if (step.equals("finishSecret")) {
            now.decrementAndGet();
          }
        });

    service.advanceTo("2026-03-01T16:00:00Z");

    assertThat(service.rotations())
        .filteredOn(r -> r.state() == ROTATION_SUCCEEDED)
        .extracting(ServiceEvent.Rotation::secret)
        .doesNotHaveDuplicates()
        .hasSize(1_000);
    assertThat(most).as("how many at once").hasValue(10);
  }

  /** Until there are ten of them, and long enough for more to come if there were room. */
  private static void holdTheFirst(CountDownLatch ten) throws InterruptedException {
    if (ten.getCount() > 0) {
      ten.countDown();
      ten.await();
      Thread.sleep(100);
    }
  }

  @Test
  void aThousandSecretsOfOneWindowAreSpreadOverIt() throws InterruptedException {
    restart(new VirtualService(RetryPolicy.DEFAULT, new Random(3)));
    many(1_000);
    service.forget();

    service.advanceTo("2026-03-01T18:00:00Z");

    Map<Instant, Integer> perMinute = new ConcurrentHashMap<>();
    service.rotations().stream()
        .filter(r -> r.state() == ROTATION_STARTED)
        .forEach(r -> perMinute.merge(r.time().truncatedTo(ChronoUnit.MINUTES), 1, Integer::sum));
    assertThat(perMinute.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(1_000);
    assertThat(perMinute).as("minutes of two hours").hasSizeGreaterThan(80);
    int afterSixteen = perMinute.getOrDefault(Instant.parse("2026-03-01T16:00:00Z"), 0);
    int beforeSeventeen = perMinute.getOrDefault(Instant.parse("2026-03-01T16:59:00Z"), 0);
    assertThat(afterSixteen).as("leaning to the top of the hour").isGreaterThan(beforeSeventeen);
  }

  private void many(int number) throws InterruptedException {
    for (String name : IntStream.range(0, number).mapToObj(i -> "s" + i).toList()) {
      service.create(name);
      service.schedule(name, AT_FOUR);
    }
  }

  private static VirtualService.Code failingIn(String broken) {
    return (step, secret) -> {
      if (step.equals(broken)) {
        throw new FunctionException(
            step + " of " + secret.replaceFirst(".*:secret:(.*)-.{6}", "$1") + " is broken", null);
      }
    };
  }
}
