package dev.keyturn.local.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SystemClockTest {

  @Test
  void startsTasksWhenTheirTimeHasComeWithOneThread() throws InterruptedException {
    List<String> order = new CopyOnWriteArrayList<>();
    CountDownLatch all = new CountDownLatch(1_000);
    try (ServiceClock clock = ServiceClock.system()) {
      Instant start = clock.instant();
      clock.at(start.plusMillis(60), () -> tell(order, "later"));
      clock.at(start.plusMillis(30), () -> tell(order, "sooner"));
      for (int i = 0; i < 1_000; i++) {
        clock.at(
            start.plusMillis(100),
            () -> {
              all.countDown();
              return CompletableFuture.completedStage(null);
            });
      }

      assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();

      assertThat(clock.instant()).isAfterOrEqualTo(start.plusMillis(100));
      assertThat(order).containsExactly("sooner", "later");
    }
  }

  @Test
  void aClosedClockStartsNothing() throws InterruptedException {
    List<String> order = new CopyOnWriteArrayList<>();
    ServiceClock clock = ServiceClock.system();
    // Not so soon that a busy machine is there before the end.
    clock.at(clock.instant().plusSeconds(2), () -> tell(order, "too late"));

    clock.close();
    clock.at(clock.instant(), () -> tell(order, "after the end"));
    Thread.sleep(2_200);

    assertThat(order).isEmpty();
  }

  private static CompletableFuture<?> tell(List<String> order, String what) {
    order.add(what);
    return CompletableFuture.completedFuture(null);
  }
}
