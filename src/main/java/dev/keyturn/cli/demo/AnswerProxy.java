package dev.keyturn.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Stands between the function and a service, and can keep back the answer to the call that changes
 * something. What it passes on may be encrypted: the service itself tells whether it has changed.
 */
final class AnswerProxy implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int CHUNK = 8192;

  private final ServerSocket listener;
  private final int port;
  private volatile @Nullable Hold hold;

  private AnswerProxy(ServerSocket listener, int port) {
    this.listener = listener;
    this.port = port;
  }

  /** Whether what is waited for has come about. */
  interface Change {
    boolean isMade() throws IOException;
  }

  static AnswerProxy before(int port) throws IOException {
    ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    AnswerProxy proxy = new AnswerProxy(listener, port);
    start(proxy::accept);
    return proxy;
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Keeps back every answer from the change on. */
  DemoService.Blocker hold(Change change, String moment) {
    Hold held = new Hold(change, moment);
    hold = held;
    return held;
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
        start(() -> pass(client, server, false));
        start(() -> pass(server, client, true));
      }
    } catch (IOException e) {
      // Closed, or the service is gone and with it the demo.
    }
  }

  private void pass(Socket from, Socket to, boolean answers) {
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      byte[] chunk = new byte[CHUNK];
      for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
        Hold held = hold;
        if (answers && held != null && held.keeps()) {
          return;
        }
        out.write(chunk, 0, length);
      }
    } catch (IOException e) {
      // One of the two has gone, and so goes the other.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void start(Runnable task) {
    Thread thread = new Thread(task, "keyturn-proxy");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      // There is nobody to tell, and it ends with this JVM.
    }
  }

  private final class Hold implements DemoService.Blocker {

    private final Change change;
    private final String moment;
    private final CountDownLatch made = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);

    Hold(Change change, String moment) {
      this.change = change;
      this.moment = moment;
    }

    /** Waits with the answer until nobody waits for it any more. */
    boolean keeps() throws IOException, InterruptedException {
      if (!change.isMade()) {
        return false;
      }
      made.countDown();
      released.await();
      return true;
    }

    @Override
    public void awaitBlocked() throws InterruptedException {
      if (!made.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException("the function has not come to change anything");
      }
    }

    @Override
    public String moment() {
      return moment;
    }

    @Override
    public void close() {
      hold = null;
      released.countDown();
    }
  }
}
