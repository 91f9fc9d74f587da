package dev.keyturn.local.rotation;

import static dev.keyturn.local.events.RotationEventName.ROTATION_ABANDONED;
import static dev.keyturn.local.events.RotationEventName.ROTATION_FAILED;
import static dev.keyturn.local.events.RotationEventName.ROTATION_STARTED;
import static dev.keyturn.local.events.RotationEventName.ROTATION_SUCCEEDED;

import dev.keyturn.local.events.RotationEventName;
import dev.keyturn.local.schedule.Window;
import dev.keyturn.local.secrets.Label;
import dev.keyturn.local.secrets.Secret;
import dev.keyturn.local.secrets.Versions;
import dev.keyturn.local.time.ServiceClock.Timer;
import dev.keyturn.rotation.Step;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * A rotation: the four steps in order, all of them again after a failure, until the labels say that
 * it is over, or it has been tried often enough, or its window closes. Between two attempts it
 * holds no thread.
 */
final class RotationExecution implements Execution {

  private final RotationRun run;
  private final RotationContext context;
  private final Runnable end;
  private @Nullable Timer retry;
  private volatile boolean over;

  RotationExecution(RotationRun run, RotationContext context, Runnable end) {
    this.run = run;
    this.context = context;
    this.end = end;
  }

  @Override
  public RotationRun run() {
    return run;
  }

  @Override
  public boolean over() {
    return over;
  }

  @Override
  public CompletionStage<?> start() {
    return attempt(1);
  }

  private CompletionStage<?> attempt(int number) {
    return context.slots().run(run.functionArn(), () -> perform(number));
  }

  /** Whatever happens, somebody has the turn after this: the next attempt, or the next rotation. */
  private void perform(int number) throws InterruptedException {
    boolean goesOn = false;
    try {
      goesOn = goesOnAfter(number);
    } finally {
      // Also if the service closes: the rotation stays pending, as if its function had died.
      if (!goesOn) {
        end.run();
      }
    }
  }

  private boolean goesOnAfter(int number) throws InterruptedException {
    try {
      if (number == 1) {
        context.begin(run);
        context.tell(run, ROTATION_STARTED, null);
      }
      steps(number);
      succeeded();
      return false;
    } catch (FunctionException e) {
      return goesOnAfter(number, String.valueOf(e.getMessage()));
    } catch (AbandonedException e) {
      ended(ROTATION_ABANDONED, String.valueOf(e.getMessage()));
      return false;
    } catch (RuntimeException | Error e) {
      // Its message may hold anything; its type does not.
      return goesOnAfter(number, "the service itself failed with " + e.getClass().getName());
    }
  }

  private void steps(int number)
      throws FunctionException, AbandonedException, InterruptedException {
    Attempt attempt = context.attempt(run, number);
    for (Step step : Step.values()) {
      Optional<String> abandoned = abandoned();
      if (abandoned.isPresent()) {
        throw new AbandonedException(abandoned.get());
      }
      attempt.invoke(step);
    }
    Versions versions = versions();
    if (versions.has(run.version(), Label.PENDING) && !versions.has(run.version(), Label.CURRENT)) {
      throw new FunctionException(
          "the function answered finishSecret with success, but AWSCURRENT is not on version "
              + run.version(),
          null);
    }
  }

  private Versions versions() {
    Secret secret = context.secret(run);
    return secret == null ? Versions.NONE : secret.versions();
  }

  private Optional<String> abandoned() {
    return RotationEnd.abandoned(run, context.secret(run));
  }

  private void succeeded() {
    Instant now = context.clock().instant();
    context.change(
        run,
        secret ->
            secret.rotation() == null
                ? secret
                : secret.with(secret.rotation().ended(run.version()).rotatedAt(now), now));
    over = true;
    context.tell(run, ROTATION_SUCCEEDED, null);
  }

  private boolean goesOnAfter(int number, String cause) {
    Optional<String> abandoned = abandoned();
    Instant next = context.clock().instant().plus(context.retries().backOffAfter(number));
    Window window = run.window();
    if (abandoned.isPresent()) {
      ended(ROTATION_ABANDONED, abandoned.get());
      return false;
    }
    if (number < context.retries().attempts() && (window == null || !window.closedBy(next))) {
      retry(next, number + 1);
      return true;
    }
    ended(ROTATION_FAILED, cause);
    return false;
  }

  private synchronized void retry(Instant when, int number) {
    retry = context.clock().at(when, () -> again(number));
  }

  private CompletionStage<?> again(int number) {
    return takeRetry() == null ? CompletableFuture.completedStage(null) : attempt(number);
  }

  private synchronized @Nullable Timer takeRetry() {
    Timer taken = retry;
    retry = null;
    return taken;
  }

  @Override
  public void reconsider() {
    Timer waiting;
    synchronized (this) {
      if (retry == null || abandoned().isEmpty()) {
        return;
      }
      waiting = takeRetry();
      over = true;
    }
    if (waiting != null) {
      waiting.cancel();
      try {
        ended(ROTATION_ABANDONED, abandoned().orElse("it was cancelled"));
      } finally {
        end.run();
      }
    }
  }

  /** The next rotation is planned, if none is: in the window after the one that this one had. */
  private void ended(RotationEventName state, String cause) {
    over = true;
    Window window = run.window();
    context.plan(
        run,
        (remembered, now) ->
            window == null ? remembered.planned(now) : remembered.missed(window, now));
    context.tell(run, state, cause);
  }
}
