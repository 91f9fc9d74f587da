package dev.keyturn.rotators.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** A port on which nobody listens: it was free a moment ago. */
final class ClosedPort {

  private ClosedPort() {}

  static int find() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
