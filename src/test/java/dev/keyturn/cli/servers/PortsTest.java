package dev.keyturn.cli.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class PortsTest {

  /** Where no system takes the port of a connection from. */
  @RepeatedTest(20)
  void aFreePortIsOneThatNoConnectionGets() throws IOException {
    int port = Ports.free();

    assertThat(port).isBetween(20_000, 32_767);
    Ports.requireFree(port);
    try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      assertThat(server.isBound()).isTrue();
    }
  }

  @Test
  void aPortInUseIsToldAndAnyIsNot() throws IOException {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int port = server.getLocalPort();

      assertThatThrownBy(() -> Ports.requireFree(port))
          .isInstanceOf(IOException.class)
          .hasMessage("port " + port + " is in use: choose another one, or 0 for any");
    }
    Ports.requireFree(0);
  }
}
