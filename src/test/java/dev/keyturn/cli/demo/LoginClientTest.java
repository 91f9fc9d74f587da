package dev.keyturn.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.cli.demo.LoginClient.Experience;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class LoginClientTest {

  private volatile boolean up = true;
  private final AtomicInteger attempts = new AtomicInteger();

  @Test
  void countsFailuresAndMeasuresTheOutage() throws InterruptedException {
    try (LoginClient client = new LoginClient(Duration.ofMillis(10), this::login)) {
      await(client, experience -> experience.logins() > 2);
      up = false;
      await(client, experience -> experience.failures() > 2);
      Thread.sleep(100);
      up = true;
      await(client, experience -> !experience.outage().isZero());

      assertThat(client.experience().outage())
          .isBetween(Duration.ofMillis(100), Duration.ofSeconds(30));
      client.forget();
      assertThat(client.experience().failures()).isZero();
      assertThat(client.experience().outage()).isZero();
    }
  }

  /** A service may refuse, or be out of reach. */
  private boolean login() throws IOException {
    if (!up && attempts.incrementAndGet() % 2 == 0) {
      throw new IOException("unreachable");
    }
    return up;
  }

  private static void await(LoginClient client, Predicate<Experience> condition)
      throws InterruptedException {
    long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (!condition.test(client.experience())) {
      assertThat(System.nanoTime()).as("still %s", client.experience()).isLessThan(end);
      Thread.sleep(2);
    }
  }
}
