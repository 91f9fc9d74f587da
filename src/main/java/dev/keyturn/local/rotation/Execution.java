package dev.keyturn.local.rotation;

import java.util.concurrent.CompletionStage;

/** What is done for one run, from its start to its end. */
interface Execution {

  /** The run. */
  RotationRun run();

  /** Starts it; as {@link dev.keyturn.local.time.ServiceClock.Task#start}. */
  CompletionStage<?> start();

  /** Gives up at once if the secret says so and nothing is running; called when it has changed. */
  void reconsider();
}
