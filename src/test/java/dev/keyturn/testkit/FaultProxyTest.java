package dev.keyturn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.testkit.FaultInjector.Moment;
import dev.keyturn.testkit.FaultProxy.Fate;
import dev.keyturn.testkit.FaultProxy.Turn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Before a service that greets whoever comes, and says back what it is told. */
class FaultProxyTest {

  private static final int GREETING = '!';

  private final BlockingQueue<Integer> heard = new LinkedBlockingQueue<>();
  private ServerSocket service;
  private FaultProxy proxy;

  @BeforeEach
  void start() throws IOException {
    service = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    ProxiedConnection.thread(this::serve);
    proxy = FaultProxy.before((InetSocketAddress) service.getLocalSocketAddress());
  }

  @AfterEach
  void stop() throws IOException {
    proxy.close();
    service.close();
  }

  private void serve() {
    while (!service.isClosed()) {
      try (Socket client = service.accept()) {
        client.getOutputStream().write(GREETING);
        int said = client.getInputStream().read();
        while (said >= 0) {
          heard.add(said);
          client.getOutputStream().write(said);
          said = client.getInputStream().read();
        }
      } catch (IOException e) {
        // That client is gone.
      }
    }
  }

  @Test
  void countsTurns() throws IOException {
    try (Socket client = connect()) {
      assertThat(ask(client, 'a')).isEqualTo('a');
      assertThat(ask(client, 'b')).isEqualTo('b');

      assertThat(proxy.open()).isEqualTo(1);
      assertThat(proxy.answered())
          .isEqualTo(List.of(new Turn(1, 0), new Turn(1, 1), new Turn(1, 2)));
    }
  }

  @Test
  void resetsBeforeTheServiceHears() throws Exception {
    proxy.tap(at(2, Moment.BEFORE, Fate.RESET));
    try (Socket client = connect()) {
      assertThat(ask(client, 'a')).isEqualTo('a');
      assertThatThrownBy(() -> ask(client, 'b')).isInstanceOf(SocketException.class);
    }
    assertThat(heard).containsExactly((int) 'a');
  }

  @Test
  void resetsWhenTheServiceHasAnswered() throws Exception {
    proxy.tap(at(1, Moment.AFTER, Fate.RESET));
    try (Socket client = connect()) {
      assertThatThrownBy(() -> ask(client, 'a')).isInstanceOf(SocketException.class);
    }
    assertThat(heard).containsExactly((int) 'a');
  }

  @Test
  void losesAnAnswer() throws Exception {
    proxy.tap(at(1, Moment.AFTER, Fate.BLACKHOLE));
    try (Socket client = connect()) {
      client.setSoTimeout(100);
      assertThatThrownBy(() -> ask(client, 'a')).isInstanceOf(SocketTimeoutException.class);
    }
    assertThat(heard.take()).isEqualTo('a');
  }

  @Test
  void refusesWhenItIsCutAndIsMendedAgain() throws IOException {
    try (Socket client = connect()) {
      proxy.cut();
      assertThatThrownBy(() -> ask(client, 'a')).isInstanceOf(IOException.class);
      assertThatThrownBy(this::connect).isInstanceOf(SocketException.class);
    }
    proxy.mend();
    try (Socket client = connect()) {
      assertThat(ask(client, 'b')).isEqualTo('b');
    }
  }

  private static FaultProxy.Tap at(int turn, Moment moment, Fate fate) {
    return (now, when) -> now.number() == turn && when == moment ? fate : Fate.PASS;
  }

  private Socket connect() throws IOException {
    Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    try {
      assertThat(client.getInputStream().read()).isEqualTo(GREETING);
      return client;
    } catch (IOException e) {
      client.close();
      throw e;
    }
  }

  private static int ask(Socket client, int what) throws IOException {
    client.getOutputStream().write(what);
    return client.getInputStream().read();
  }
}
