package dev.keyturn.cli;

import java.util.concurrent.CountDownLatch;

/** The life of a server: from its readiness line to a signal, which is how it is meant to end. */
final class UntilSignal {

  private static final long CLOSING_MILLIS = 9_000;

  private UntilSignal() {}

  /** Has the server closed at SIGTERM and SIGINT; nothing delays that long. */
  static void closing(Runnable close) {
    Runtime.getRuntime().addShutdownHook(new Thread(() -> end(close), "keyturn-end"));
  }

  private static void end(Runnable close) {
    Thread closing = new Thread(close, "keyturn-closing");
    closing.setDaemon(true);
    closing.start();
    try {
      closing.join(CLOSING_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Else the exit code would say that a signal ended it.
    Runtime.getRuntime().halt(Keyturn.DONE);
  }

  static void ready(String line) {
    System.out.println(line);
    System.out.flush();
  }

  static void await() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
