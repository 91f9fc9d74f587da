package dev.keyturn.local.rotation;

import static dev.keyturn.local.events.RotationEventName.TEST_ROTATION_FAILED;
import static dev.keyturn.local.events.RotationEventName.TEST_ROTATION_STARTED;
import static dev.keyturn.local.events.RotationEventName.TEST_ROTATION_SUCCEEDED;

import dev.keyturn.local.secrets.Label;
import dev.keyturn.local.secrets.RotationState;
import dev.keyturn.local.secrets.Secret;
import dev.keyturn.rotation.Step;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A lone testSecret on a temporary version, which is removed afterwards. */
final class TestExecution implements Execution {

  private final RotationRun run;
  private final RotationContext context;
  private final Runnable end;
  private volatile boolean over;

  TestExecution(RotationRun run, RotationContext context, Runnable end) {
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
    return context.slots().run(run.functionArn(), this::perform);
  }

  private void perform() throws InterruptedException {
    try {
      context.tell(run, TEST_ROTATION_STARTED, null);
      String failure = failure();
      removeTemporary();
      over = true;
      context.tell(run, failure == null ? TEST_ROTATION_SUCCEEDED : TEST_ROTATION_FAILED, failure);
    } finally {
      end.run();
    }
  }

  private @Nullable String failure() throws InterruptedException {
    try {
      context.attempt(run, 1).invoke(Step.TEST_SECRET);
      return null;
    } catch (FunctionException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Unless the function made it current, which a lone testSecret should not. */
  private void removeTemporary() {
    Instant now = context.clock().instant();
    context.end(
        run,
        secret -> {
          Secret ended = ended(secret);
          return ended.versions().has(run.version(), Label.CURRENT)
              ? ended
              : ended.with(ended.versions().without(run.version()), now);
        });
  }

  private Secret ended(Secret secret) {
    RotationState rotation = secret.rotation();
    return rotation == null ? secret : secret.noted(rotation.ended(run.version()));
  }

  /** A single step is not worth giving up. */
  @Override
  public void reconsider() {}
}
