package dev.keyturn.local.rotation;

import dev.keyturn.local.events.RotationEventName;
import dev.keyturn.local.events.ServiceEvent;
import dev.keyturn.local.events.ServiceObserver;
import dev.keyturn.local.model.ApiException;
import dev.keyturn.local.secrets.Backend;
import dev.keyturn.local.secrets.Label;
import dev.keyturn.local.secrets.RotationState;
import dev.keyturn.local.secrets.RotationState.UnderWay;
import dev.keyturn.local.secrets.Secret;
import dev.keyturn.local.time.ServiceClock;
import java.time.Instant;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What an execution works with.
 *
 * @param backend the secrets
 * @param clock tells the time, and starts what waits
 * @param functions invokes functions
 * @param slots where a function runs
 * @param retries how often failed rotations are run
 * @param observer hears of every state
 */
record RotationContext(
    Backend backend,
    ServiceClock clock,
    RotationFunctions functions,
    FunctionSlots slots,
    RetryPolicy retries,
    ServiceObserver observer) {

  Attempt attempt(RotationRun run, int number) {
    return new Attempt(run, number, functions, clock, observer);
  }

  /** A later secret of the same name is another secret. */
  @Nullable Secret secret(RotationRun run) {
    return backend.repository().find(run.key()).filter(run::concerns).orElse(null);
  }

  /** Changes the secret of a rotation, unless it is gone. */
  void change(RotationRun run, UnaryOperator<Secret> change) {
    backend
        .repository()
        .change(
            run.key(),
            before -> before.map(secret -> run.concerns(secret) ? change.apply(secret) : secret));
  }

  /** Notes that a rotation is under way, unless it is noted already or no longer wanted. */
  void begin(RotationRun run) {
    UnderWay underWay = new UnderWay(run.version(), run.window(), false);
    change(
        run,
        secret ->
            secret.rotation() == null
                    || underWay.equals(secret.rotation().underWay())
                    || !secret.versions().has(run.version(), Label.PENDING)
                ? secret
                : secret.noted(secret.rotation().begun(underWay)));
  }

  /** Notes that a rotation has ended, and plans the next one of the secret. */
  void plan(RotationRun run, BiFunction<RotationState, Instant, RotationState> change) {
    Instant now = clock.instant();
    end(
        run,
        secret ->
            secret.rotation() == null
                ? secret
                : secret.noted(change.apply(secret.rotation().ended(run.version()), now)));
  }

  /** Changes a secret at the end of a rotation, which ends even if that cannot be stored. */
  void end(RotationRun run, UnaryOperator<Secret> change) {
    try {
      change(run, change);
    } catch (ApiException e) {
      // The disk still says that the rotation is under way, so it is resumed at the next start.
    }
  }

  void tell(RotationRun run, RotationEventName state, @Nullable String cause) {
    observer.observed(
        new ServiceEvent.Rotation(clock.instant(), state, run.arn(), run.version(), cause));
  }
}
