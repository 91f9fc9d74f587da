package dev.keyturn.local.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class VirtualClockTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final VirtualClock clock = new VirtualClock(START);
  private final List<String> told = new CopyOnWriteArrayList<>();

  @AfterEach
  void close() {
    clock.close();
  }

  @Test
  void startsWhatFallsDueInItsOrderAndAtItsTime() throws InterruptedException {
    clock.at(START.plusSeconds(3), () -> tell("third"));
    clock.at(START.plusSeconds(1), () -> tell("first"));
    clock.at(START.plusSeconds(2), () -> tell("second"));
    clock.at(START.plusSeconds(2), () -> tell("second, too"));
    clock.at(START.plusSeconds(4), () -> tell("not yet"));

    clock.advance(Duration.ofSeconds(3));

    assertThat(told).containsExactly("first at 1", "second at 2", "second, too at 2", "third at 3");
    assertThat(clock.instant()).isEqualTo(START.plusSeconds(3));
  }

  @Test
  void waitsForTheEndOfWhatItStarted() throws InterruptedException {
    CompletableFuture<Void> end = new CompletableFuture<>();
    clock.at(
        START.plusSeconds(1),
        () -> {
          tell("starts");
          return end;
        });
    clock.at(START.plusSeconds(2), () -> tell("next"));
    CountDownLatch advanced = new CountDownLatch(1);
    Thread advance =
        new Thread(
            () -> {
              try {
                clock.advance(Duration.ofSeconds(5));
                advanced.countDown();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
    advance.start();
    assertThat(advanced.await(100, TimeUnit.MILLISECONDS)).isFalse();
    assertThat(told).containsExactly("starts at 1");

    end.complete(null);

    assertThat(advanced.await(5, TimeUnit.SECONDS)).isTrue();
    assertThat(told).containsExactly("starts at 1", "next at 2");
  }

  @Test
  void startsAtOnceWhatIsDueAlready() throws InterruptedException {
    CountDownLatch started = new CountDownLatch(1);

    clock.at(
        START,
        () -> {
          started.countDown();
          return ended();
        });

    assertThat(started.await(5, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void whatATaskArrangesIsStartedInTheSameAdvance() throws InterruptedException {
    clock.at(START.plusSeconds(1), () -> again(1));

    clock.advance(Duration.ofSeconds(4));

    assertThat(told).containsExactly("tick at 1", "tick at 2", "tick at 3", "tick at 4");
  }

  @Test
  void aCancelledTaskIsNotStarted() throws InterruptedException {
    ServiceClock.Timer timer = clock.at(START.plusSeconds(1), () -> tell("cancelled"));
    clock.at(START.plusSeconds(1), () -> tell("kept"));

    timer.cancel();
    clock.advance(Duration.ofSeconds(1));

    assertThat(told).containsExactly("kept at 1");
  }

  @Test
  void aTaskThatFailsDoesNotStopTheOthers() throws InterruptedException {
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, e) -> told.add(e.getMessage()));
    try {
      clock.at(
          START.plusSeconds(1),
          () -> {
            throw new IllegalStateException("broken");
          });
      clock.at(START.plusSeconds(2), () -> tell("next"));

      clock.advance(Duration.ofSeconds(2));

      assertThat(told).containsExactly("broken", "next at 2");
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @Test
  void timeDoesNotGoBack() {
    assertThatThrownBy(() -> clock.advance(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a clock is advanced by PT-1S, which is back");
  }

  private CompletionStage<?> again(int number) {
    clock.at(START.plusSeconds(number + 1), () -> again(number + 1));
    return tell("tick");
  }

  private CompletionStage<?> tell(String what) {
    told.add(what + " at " + Duration.between(START, clock.instant()).toSeconds());
    return ended();
  }

  private static CompletionStage<?> ended() {
    return CompletableFuture.completedStage(null);
  }
}
