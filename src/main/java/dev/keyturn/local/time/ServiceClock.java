package dev.keyturn.local.time;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletionStage;

/** Tells the time of the service, and starts what waits for its time. Thread-safe. */
public interface ServiceClock extends InstantSource, AutoCloseable {

  /**
   * Makes a clock that follows the system's.
   *
   * @return a clock, to be closed
   */
  static ServiceClock system() {
    return following(InstantSource.system());
  }

  /**
   * Makes a clock that follows another one, which nobody has to say that it has moved.
   *
   * @param source tells the time; a service clock is taken as it is
   * @return a clock, to be closed
   */
  static ServiceClock following(InstantSource source) {
    return source instanceof ServiceClock clock ? clock : new FollowingClock(source);
  }

  /**
   * Has a task started when its time has come; at once if it has.
   *
   * @param when the time
   * @param task started once, on a thread of the clock
   * @return takes the task back
   */
  Timer at(Instant when, Task task);

  /** Ends the clock: nothing that waits is started any more. */
  @Override
  void close();

  /** Something that waits for its time. */
  @FunctionalInterface
  interface Task {

    /**
     * Starts the task, and returns before it has ended if that takes time.
     *
     * @return completes when everything has ended that the task began, but for what it has the
     *     clock start later; never completes exceptionally
     */
    CompletionStage<?> start();
  }

  /** A task that waits. */
  @FunctionalInterface
  interface Timer {

    /** Takes the task back, if it has not been started. */
    void cancel();
  }
}
