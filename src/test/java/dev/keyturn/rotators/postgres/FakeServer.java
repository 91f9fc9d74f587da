package dev.keyturn.rotators.postgres;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Something that listens where a server should, does what no healthy server does, and remembers all
 * that it was sent.
 *
 * @see <a href="https://www.postgresql.org/docs/current/protocol-message-formats.html">PostgreSQL:
 *     message formats</a>
 */
final class FakeServer implements AutoCloseable {

  /** What it does with a connection. */
  interface Manner {
    void treat(Visit visit) throws IOException;
  }

  /** The code by which a client asks whether the server speaks TLS. */
  static final String TLS_REQUEST =
      new String(
          ByteBuffer.allocate(Integer.BYTES).putInt(80_877_103).array(),
          StandardCharsets.ISO_8859_1);

  /** Takes whatever is sent, and never says a word. */
  static final Manner SILENT = visit -> visit.readAll();

  /** Answers that it does not speak TLS. */
  static final Manner WITHOUT_TLS =
      visit -> {
        visit.readMessage();
        visit.out().write('N');
        visit.readAll();
      };

  static final Manner HANGS_UP = Visit::readMessage;

  /** Another service, of which there is one on every network. */
  static final Manner SPEAKS_HTTP =
      visit -> {
        visit.readMessage();
        visit.out().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      };

  private final ServerSocket socket;
  private volatile Manner manner;
  private volatile boolean frozen;
  private final List<Visit> visits = new CopyOnWriteArrayList<>();

  private FakeServer(ServerSocket socket, Manner manner) {
    this.socket = socket;
    this.manner = manner;
  }

  static FakeServer start(Manner manner) throws IOException {
    return start(0, manner);
  }

  static FakeServer start(int port, Manner manner) throws IOException {
    FakeServer server =
        new FakeServer(new ServerSocket(port, 50, InetAddress.getLoopbackAddress()), manner);
    inBackground(server::serve);
    return server;
  }

  private static void inBackground(Runnable task) {
    Thread thread = new Thread(task, "fake-server");
    thread.setDaemon(true);
    thread.start();
  }

  /** Hands everything on to a server that works. */
  static Manner relay(int port) {
    return visit -> {
      try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
        inBackground(() -> visit.copyTo(server));
        server.getInputStream().transferTo(visit.out());
      }
    };
  }

  /** A relay that drops everything once it is told to {@link #freeze}. */
  static FakeServer freezable(int port) throws IOException {
    FakeServer[] self = new FakeServer[1];
    self[0] =
        start(
            visit -> {
              try (Socket server = new Socket(InetAddress.getLoopbackAddress(), port)) {
                inBackground(() -> visit.copyTo(server));
                InputStream answers = server.getInputStream();
                for (int next = answers.read(); next >= 0; next = answers.read()) {
                  if (!self[0].frozen) {
                    visit.out().write(next);
                  }
                }
              }
            });
    return self[0];
  }

  /** From now on, no answer arrives. */
  void freeze() {
    frozen = true;
  }

  void thaw() {
    frozen = false;
  }

  /** Treats the next visitors in another manner. */
  FakeServer become(Manner other) {
    manner = other;
    return this;
  }

  /** Answers the startup message with an error. */
  static Manner failing(String state, String message) {
    return visit -> {
      visit.readMessage();
      visit.out().write(error(state, message));
      visit.out().flush();
    };
  }

  int port() {
    return socket.getLocalPort();
  }

  int visits() {
    return visits.size();
  }

  /** Everything that anybody sent, as one text. */
  String heard() {
    StringBuilder heard = new StringBuilder();
    visits.forEach(visit -> heard.append(visit.heard()));
    return heard.toString();
  }

  private void serve() {
    while (!socket.isClosed()) {
      try {
        Visit visit = new Visit(socket.accept());
        visits.add(visit);
        inBackground(() -> treat(visit));
      } catch (IOException e) {
        // The test is over.
      }
    }
  }

  private void treat(Visit visit) {
    try {
      manner.treat(visit);
    } catch (IOException e) {
      // The client is gone, or the test is over.
    } finally {
      visit.end();
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
      visits.forEach(Visit::end);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] error(String state, String message) throws IOException {
    ByteArrayOutputStream fields = new ByteArrayOutputStream();
    for (String field : List.of("SFATAL", "VFATAL", "C" + state, "M" + message)) {
      fields.write(field.getBytes(StandardCharsets.UTF_8));
      fields.write(0);
    }
    fields.write(0);
    int length = fields.size() + 4;
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    answer.write('E');
    answer.write(new byte[] {0, 0, (byte) (length >> 8), (byte) length});
    fields.writeTo(answer);
    return answer.toByteArray();
  }

  /** One connection. */
  static final class Visit {

    private final Socket socket;
    private final DataInputStream in;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();

    Visit(Socket socket) throws IOException {
      this.socket = socket;
      this.in = new DataInputStream(socket.getInputStream());
    }

    OutputStream out() throws IOException {
      return socket.getOutputStream();
    }

    /** A message without a type, as the first ones of a connection are. */
    void readMessage() throws IOException {
      int length = in.readInt();
      hear(in.readNBytes(length - 4));
    }

    void readAll() throws IOException {
      for (int next = in.read(); next >= 0; next = in.read()) {
        hear(new byte[] {(byte) next});
      }
    }

    private void copyTo(Socket server) {
      byte[] buffer = new byte[8192];
      try {
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          hear(Arrays.copyOf(buffer, count));
          server.getOutputStream().write(buffer, 0, count);
        }
        server.shutdownOutput();
      } catch (IOException e) {
        // One of the two has closed the connection, and so ends the other.
      }
    }

    private synchronized void hear(byte[] bytes) {
      heard.writeBytes(bytes);
    }

    synchronized String heard() {
      return heard.toString(StandardCharsets.ISO_8859_1);
    }

    private void end() {
      try {
        socket.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
