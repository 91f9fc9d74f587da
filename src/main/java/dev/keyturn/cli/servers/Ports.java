package dev.keyturn.cli.servers;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Tells about a port in use before a server is started that would only wait for itself in vain. */
public final class Ports {

  /**
   * Below those that systems give to whoever connects somewhere, which begin at 32768 (Linux) or
   * 49152: else a connection could have the port before the server does.
   */
  private static final int LOWEST = 20_000;

  private static final int LIMIT = 32_768;
  private static final int TRIES = 100;

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
    try {
      bind(port);
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
    for (int i = 1; ; i++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, LIMIT);
      try {
        bind(port);
        return port;
      } catch (BindException e) {
        if (i == TRIES) {
          throw e;
        }
      }
    }
  }

  private static void bind(int port) throws IOException {
    new ServerSocket(port, 1, InetAddress.getLoopbackAddress()).close();
  }
}
