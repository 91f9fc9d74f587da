package dev.keyturn.cli.servers;

import java.util.concurrent.TimeUnit;

/**
 * The process of a server whose data nobody needs: it is killed, and its folder deleted, when it is
 * closed, at the latest at the end of the JVM. Thread-safe.
 */
public final class ServerProcess implements AutoCloseable {

  private static final int STOP_SECONDS = 10;

  private final Process process;
  private final ServerFolder folder;
  private final Thread atExit = new Thread(this::end, "keyturn-server-end");

  /**
   * Takes charge of a process.
   *
   * @param process a server that was started
   * @param folder what it writes to, and nobody else
   */
  public ServerProcess(Process process, ServerFolder folder) {
    this.process = process;
    this.folder = folder;
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  /**
   * Tells whether it runs.
   *
   * @return false once it has ended, for whatever reason
   */
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The JVM is ending, so the hook does the same; ending twice does no harm.
    }
    end();
  }

  /** The data goes with it, so that it need not write anything any more. */
  private void end() {
    process.destroyForcibly();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    folder.delete();
  }
}
