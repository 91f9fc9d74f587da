package dev.keyturn.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.cli.demo.LoginClient.Experience;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class LoginClientTest {

  private volatile boolean up = true;

  @Test
  void countsFailuresAndMeasuresTheOutage() throws InterruptedException {
    try (LoginClient client = new LoginClient(this::login)) {
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

  private void login() throws SQLException {
    if (!up) {
      throw new SQLException("refused", "28P01");
    }
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
