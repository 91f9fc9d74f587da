package dev.keyturn.cli.postgres;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Tells about a port in use before a server is started that would only wait for itself in vain. */
final class Ports {

  private Ports() {}

  static void requireFree(int port) throws IOException {
    if (port == 0) {
      return;
    }
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      socket.setReuseAddress(true);
    } catch (BindException e) {
      throw new IOException("port " + port + " is in use: choose another one, or 0 for any", e);
    }
  }
}
