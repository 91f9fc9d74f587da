package dev.keyturn.testkit;

import dev.keyturn.testkit.FaultInjector.Moment;
import dev.keyturn.testkit.FaultProxy.Fate;
import dev.keyturn.testkit.FaultProxy.Turn;
import java.io.IOException;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** One connection through a proxy, with a thread for each direction. */
final class ProxiedConnection {

  private static final int BUFFER = 1 << 16;

  private final FaultProxy proxy;
  private final int number;
  private final Socket client;
  private final Socket server;
  private int turn;
  private @Nullable Moment last;
  private volatile boolean lost;

  ProxiedConnection(FaultProxy proxy, int number, Socket client, Socket server) {
    this.proxy = proxy;
    this.number = number;
    this.client = client;
    this.server = server;
  }

  static void thread(Runnable task) {
    Thread thread = new Thread(task, "keyturn-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  void start() throws IOException {
    client.setTcpNoDelay(true);
    server.setTcpNoDelay(true);
    thread(() -> pump(client, server, Moment.BEFORE));
    thread(() -> pump(server, client, Moment.AFTER));
  }

  private void pump(Socket from, Socket to, Moment moment) {
    byte[] buffer = new byte[BUFFER];
    try {
      int length = from.getInputStream().read(buffer);
      while (length >= 0) {
        if (turns(moment) && !passes(moment)) {
          return;
        }
        if (!lost) {
          to.getOutputStream().write(buffer, 0, length);
        }
        length = from.getInputStream().read(buffer);
      }
    } catch (IOException e) {
      // One of the two is gone; so is the other one now.
      close();
      return;
    }
    close();
  }

  /** Whether this is the first that is heard from one side since the other one spoke. */
  private synchronized boolean turns(Moment moment) {
    if (last == moment) {
      return false;
    }
    last = moment;
    turn += moment == Moment.BEFORE ? 1 : 0;
    return true;
  }

  private boolean passes(Moment moment) {
    if (lost) {
      return true;
    }
    Fate fate = proxy.decide(new Turn(number, turn), moment);
    if (fate == Fate.RESET) {
      reset();
      return false;
    }
    lost = fate == Fate.BLACKHOLE;
    return true;
  }

  void reset() {
    reset(client);
    reset(server);
    proxy.closed(this);
  }

  private void close() {
    close(client);
    close(server);
    proxy.closed(this);
  }

  static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // It is closed already.
      return;
    }
    close(socket);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException("a socket does not close", e);
    }
  }
}
