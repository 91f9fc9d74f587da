package dev.keyturn.local.rotation;

import dev.keyturn.local.events.RotationEventName;
import dev.keyturn.local.events.ServiceEvent;
import dev.keyturn.local.events.ServiceObserver;
import dev.keyturn.local.secrets.Backend;
import dev.keyturn.local.secrets.Label;
import dev.keyturn.local.secrets.RotationState;
import dev.keyturn.local.secrets.Secret;
import dev.keyturn.local.secrets.SecretKey;
import dev.keyturn.local.secrets.Versions;
import dev.keyturn.rotation.Step;
import dev.keyturn.secret.SecretText;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs rotations in the background: the four steps in order, all of them again after a failure,
 * until the labels say that it is over. One rotation of a secret at a time. Thread-safe.
 */
public final class Rotations implements AutoCloseable {

  private static final long CLOSING_SECONDS = 5;

  private final Backend backend;
  private final RotationFunctions functions;
  private final RetryPolicy retries;
  private final ServiceObserver observer;
  private final Map<SecretKey, RotationRun> running = new HashMap<>();
  private final Map<SecretKey, Runnable> waiting = new HashMap<>();
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "keyturn-rotation");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * Takes what rotations need.
   *
   * @param backend the secrets
   * @param functions invokes functions
   * @param retries how often failed rotations are run
   * @param observer hears of every state
   */
  public Rotations(
      Backend backend, RotationFunctions functions, RetryPolicy retries, ServiceObserver observer) {
    this.backend = backend;
    this.functions = functions;
    this.retries = retries;
    this.observer = observer;
  }

  /**
   * Finds the token of a rotation that is running.
   *
   * @param secret the secret
   * @param version the version that it brings in
   * @return what was sent to the function as {@code RotationToken}, or empty if none is running
   */
  public synchronized Optional<SecretText> proof(SecretKey secret, String version) {
    return Optional.ofNullable(running.get(secret))
        .filter(run -> run.version().equals(version))
        .map(run -> SecretText.of(run.token().text()));
  }

  /** Starts a rotation, unless it is running already. */
  void start(RotationRun run) {
    begin(run, () -> rotate(run));
  }

  /** Starts a lone testSecret on a temporary version, which is removed afterwards. */
  void startTest(RotationRun run) {
    begin(run, () -> test(run));
  }

  /**
   * A rotation that has moved the label may not have ended yet; the next one of the same secret
   * waits for that.
   */
  private synchronized void begin(RotationRun run, Task task) {
    RotationRun other = running.putIfAbsent(run.key(), run);
    if (other == null) {
      execute(run, task);
    } else if (!other.version().equals(run.version())) {
      waiting.put(run.key(), () -> begin(run, task));
    }
  }

  private void execute(RotationRun run, Task task) {
    try {
      threads.execute(
          () -> {
            try {
              task.run();
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            } finally {
              ended(run);
            }
          });
    } catch (RejectedExecutionException e) {
      // The service is closing; the version stays pending, as if the function had died.
      running.remove(run.key());
    }
  }

  private synchronized void ended(RotationRun run) {
    running.remove(run.key());
    Runnable next = waiting.remove(run.key());
    if (next != null) {
      next.run();
    }
  }

  private interface Task {
    void run() throws InterruptedException;
  }

  private void rotate(RotationRun run) throws InterruptedException {
    tell(run, RotationEventName.ROTATION_STARTED, null);
    try {
      String failure = "";
      for (int number = 1; number <= retries.attempts(); number++) {
        if (number > 1) {
          Thread.sleep(retries.backOffAfter(number - 1).toMillis());
        }
        try {
          attempt(run, number);
          succeeded(run);
          return;
        } catch (FunctionException e) {
          failure = String.valueOf(e.getMessage());
        }
        requireWanted(run);
      }
      tell(run, RotationEventName.ROTATION_FAILED, failure);
    } catch (AbandonedException e) {
      tell(run, RotationEventName.ROTATION_ABANDONED, String.valueOf(e.getMessage()));
    }
  }

  private void attempt(RotationRun run, int number)
      throws FunctionException, AbandonedException, InterruptedException {
    Attempt attempt = new Attempt(run, number, functions, backend.clock(), observer);
    for (Step step : Step.values()) {
      requireWanted(run);
      attempt.invoke(step);
    }
    Versions versions = secret(run).map(Secret::versions).orElse(Versions.NONE);
    if (versions.has(run.version(), Label.PENDING) && !versions.has(run.version(), Label.CURRENT)) {
      throw new FunctionException(
          "the function answered finishSecret with success, but AWSCURRENT is not on version "
              + run.version(),
          null);
    }
  }

  /** A rotation goes on only as long as the secret, its configuration and its labels want it. */
  private void requireWanted(RotationRun run) throws AbandonedException {
    Secret secret = secret(run).orElse(null);
    if (secret == null || secret.deletion() != null) {
      throw new AbandonedException("the secret was deleted");
    }
    RotationState rotation = secret.rotation();
    if (rotation == null || !rotation.enabled()) {
      throw new AbandonedException("rotation was cancelled");
    }
    // Prompt promotion and a repeated finishSecret find the version current, pending or not.
    if (!secret.versions().has(run.version(), Label.PENDING)
        && !secret.versions().has(run.version(), Label.CURRENT)) {
      throw new AbandonedException(
          "AWSPENDING was removed: a new version was stored during the rotation");
    }
  }

  private void succeeded(RotationRun run) {
    Instant now = backend.now();
    backend
        .repository()
        .change(
            run.key(),
            before ->
                before.map(
                    secret ->
                        secret.rotation() == null
                            ? secret
                            : secret.with(secret.rotation().rotatedAt(now), now)));
    tell(run, RotationEventName.ROTATION_SUCCEEDED, null);
  }

  private void test(RotationRun run) throws InterruptedException {
    tell(run, RotationEventName.TEST_ROTATION_STARTED, null);
    try {
      new Attempt(run, 1, functions, backend.clock(), observer).invoke(Step.TEST_SECRET);
    } catch (FunctionException e) {
      removeTemporary(run);
      tell(run, RotationEventName.TEST_ROTATION_FAILED, String.valueOf(e.getMessage()));
      return;
    }
    removeTemporary(run);
    tell(run, RotationEventName.TEST_ROTATION_SUCCEEDED, null);
  }

  /** Unless the function made it current, which a lone testSecret should not. */
  private void removeTemporary(RotationRun run) {
    Instant now = backend.now();
    backend
        .repository()
        .change(
            run.key(),
            before ->
                before.map(
                    secret ->
                        secret.versions().has(run.version(), Label.CURRENT)
                            ? secret
                            : secret.with(secret.versions().without(run.version()), now)));
  }

  /** A later secret of the same name is another secret. */
  private Optional<Secret> secret(RotationRun run) {
    return backend.repository().find(run.key()).filter(found -> found.arn().equals(run.arn()));
  }

  private void tell(RotationRun run, RotationEventName state, @Nullable String cause) {
    observer.observed(
        new ServiceEvent.Rotation(backend.now(), state, run.arn(), run.version(), cause));
  }

  /**
   * Ends what is running; a rotation that is cut short stays pending, as if its function had died.
   */
  @Override
  public void close() {
    threads.shutdownNow();
    try {
      if (!threads.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
        // Threads are daemons: what does not end by itself ends with the process.
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
