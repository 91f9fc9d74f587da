package dev.keyturn.local.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.timeout.ReadTimeoutException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection whose time is told by hand. */
class IdleTimeoutTest {

  private final IdleTimeout timeout = new IdleTimeout();
  private EmbeddedChannel connection;

  @BeforeEach
  void connect() {
    connection = EmbeddedChannel.builder().handlers(timeout).build();
    connection.freezeTime();
  }

  @AfterEach
  void close() {
    connection.finishAndReleaseAll();
  }

  @Test
  void nothingComesForFiveMinutes() {
    pass(299);
    assertThat(connection.isOpen()).isTrue();

    pass(2);

    assertThat(connection.isOpen()).isFalse();
    assertThatThrownBy(connection::checkException).isInstanceOf(ReadTimeoutException.class);
  }

  @Test
  void anAnswerMayTakeLonger() {
    timeout.awaited(true);
    pass(3_600);
    assertThat(connection.isOpen()).isTrue();

    timeout.awaited(false);
    pass(301);

    assertThat(connection.isOpen()).isFalse();
    assertThatThrownBy(connection::checkException).isInstanceOf(ReadTimeoutException.class);
  }

  private void pass(long seconds) {
    for (long second = 0; second < seconds; second++) {
      connection.advanceTimeBy(1, TimeUnit.SECONDS);
      connection.runScheduledPendingTasks();
    }
  }
}
