package dev.keyturn.local.rotation;

import java.util.concurrent.CompletionStage;

/** What is done for one run, from its start to its end. */
interface Execution {

  /** The run. */
  RotationRun run();

  /** Starts it; as {@link dev.keyturn.local.time.ServiceClock.Task#start}. */
  CompletionStage<?> start();

  /**
   * Whether nothing more is tried. The secret may still be told so, and what starts now comes after
   * this.
   */
  boolean over();

  /** Gives up at once if the secret says so and nothing is running; called when it has changed. */
  void reconsider();
}
