package dev.keyturn.local.threads;

import java.util.concurrent.ThreadFactory;

/**
 * Makes daemon threads of one name.
 *
 * @param name what a thread dump calls them
 */
public record DaemonThreads(String name) implements ThreadFactory {

  /**
   * Makes a thread of a name.
   *
   * @param name what a thread dump calls it
   * @param task what it runs
   * @return the thread, not yet started
   */
  public static Thread of(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public Thread newThread(Runnable task) {
    return of(name, task);
  }
}
