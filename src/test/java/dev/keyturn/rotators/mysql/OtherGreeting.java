package dev.keyturn.rotators.mysql;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * The real server, which says something else of itself in its greeting: another version, or that it
 * has no TLS. With the words of the server itself, it is another address of it.
 *
 * @see <a
 *     href="https://dev.mysql.com/doc/dev/mysql-server/latest/page_protocol_connection_phase_packets_protocol_handshake_v10.html">MySQL:
 *     initial handshake packet</a>
 */
final class OtherGreeting implements AutoCloseable {

  /** In the second byte of the capabilities. */
  private static final byte CLIENT_SSL = 0x08;

  private final ServerSocket listener;
  private final int port;
  private final String version;
  private final boolean tls;

  OtherGreeting(int port, String version) throws IOException {
    this(port, version, "localhost", true);
  }

  OtherGreeting(int port, String version, String address, boolean tls) throws IOException {
    this.port = port;
    this.version = version;
    this.tls = tls;
    this.listener = new ServerSocket(0, 50, InetAddress.getByName(address));
    start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  private void accept() {
    while (true) {
      try {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
        greet(server.getInputStream(), client.getOutputStream());
        start(() -> pass(client, server));
        start(() -> pass(server, client));
      } catch (IOException e) {
        return;
      }
    }
  }

  /** Length, number, protocol, and then the version up to a zero. */
  private void greet(InputStream server, OutputStream client) throws IOException {
    DataInputStream in = new DataInputStream(server);
    int length = in.read() + (in.read() << 8) + (in.read() << 16);
    int number = in.read();
    byte[] greeting = in.readNBytes(length);
    int end = 1;
    while (greeting[end] != 0) {
      end++;
    }
    if (!tls) {
      // Number of the connection, first part of the challenge, a zero, the lower capabilities.
      greeting[end + 1 + 4 + 8 + 1 + 1] &= ~CLIENT_SSL;
    }
    byte[] text = version.getBytes(StandardCharsets.US_ASCII);
    int changed = length - end + 1 + text.length;
    client.write(
        new byte[] {(byte) changed, (byte) (changed >> 8), (byte) (changed >> 16), (byte) number});
    client.write(greeting[0]);
    client.write(text);
    client.write(greeting, end, length - end);
    client.flush();
  }

  private static void pass(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException e) {
      // One of the two has hung up.
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "server-of-version");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
