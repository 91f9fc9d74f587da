package dev.keyturn.cli.servers;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Tells about a port in use before a server is started that would only wait for itself in vain. */
public final class Ports {

  private Ports() {}

  /**
   * Finds out whether a server can listen there.
   *
   * @param port a port, or 0 for any
   * @throws IOException if another program listens there
   */
  public static void requireFree(int port) throws IOException {
    if (port == 0) {
      return;
    }
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      socket.setReuseAddress(true);
    } catch (BindException e) {
      throw new IOException("port " + port + " is in use: choose another one, or 0 for any", e);
    }
  }

  /**
   * Finds a port for a server that does not choose one itself.
   *
   * @return a port that was free a moment ago
   * @throws IOException if there is none
   */
  public static int free() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
