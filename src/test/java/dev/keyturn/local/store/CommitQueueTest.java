package dev.keyturn.local.store;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever waits for the disk is told, whatever ends the writer. */
@Timeout(20)
class CommitQueueTest {

  @Test
  void anErrorIsToldToThoseWhoWaitAndToThoseWhoComeLater() throws Exception {
    Connection connection =
        (Connection)
            Proxy.newProxyInstance(
                Connection.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("close")) {
                    return null;
                  }
                  throw new OutOfMemoryError("no room for a statement");
                });
    try (CommitQueue queue = new CommitQueue(new SecretDatabase(connection))) {
      assertThatThrownBy(() -> queue.write(new Change(AnySecret.bare("s").key(), null)))
          .isInstanceOf(IOException.class)
          .hasMessage("no room for a statement");
      assertThatThrownBy(() -> queue.write(new Change(AnySecret.bare("s").key(), null)))
          .isInstanceOf(IOException.class)
          .hasMessage("the service has ended");
    }
  }
}
