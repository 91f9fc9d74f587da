package dev.keyturn.local.rotation;

import dev.keyturn.local.events.RotationEventName;
import dev.keyturn.local.events.ServiceObserver;
import dev.keyturn.local.schedule.Window;
import dev.keyturn.local.secrets.Backend;
import dev.keyturn.local.secrets.RotationState;
import dev.keyturn.local.secrets.RotationState.UnderWay;
import dev.keyturn.local.secrets.Secret;
import dev.keyturn.local.secrets.SecretKey;
import dev.keyturn.local.secrets.SecretWatcher;
import dev.keyturn.local.time.ServiceClock;
import dev.keyturn.secret.SecretText;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Runs rotations in the background: those that somebody asks for, and those that are due. One
 * rotation of a secret at a time. Must watch the secrets. Thread-safe.
 */
public final class Rotations implements SecretWatcher, AutoCloseable {

  private final RotationContext context;
  private final RotationCalendar calendar;
  private final Map<SecretKey, Turn> turns = new ConcurrentHashMap<>();

  /**
   * Whose turn it is with a secret, and who is next.
   *
   * @param active what is running, or waits for its next attempt
   * @param waiting what was started while an abandoned one was still running, or null
   */
  private record Turn(Execution active, @Nullable Execution waiting) {

    /**
     * A rotation of the same version is the same rotation, which goes on already, unless it has
     * come to its end.
     */
    Turn then(Execution other) {
      boolean goesOn = other.run().version().equals(active.run().version()) && !active.over();
      return goesOn ? this : new Turn(active, other);
    }
  }

  /**
   * Takes what rotations need.
   *
   * @param backend the secrets
   * @param clock tells the time, and starts what waits
   * @param functions invokes functions
   * @param settings what AWS does not publish
   * @param observer hears of every state
   */
  public Rotations(
      Backend backend,
      ServiceClock clock,
      RotationFunctions functions,
      RotationSettings settings,
      ServiceObserver observer) {
    this.context =
        new RotationContext(
            backend,
            clock,
            functions,
            new FunctionSlots(settings.concurrency()),
            settings.retries(),
            observer);
    this.calendar = new RotationCalendar(backend, clock, settings.moments(), this);
  }

  /**
   * Finds the token of a rotation that is under way.
   *
   * @param secret the secret
   * @param version the version that it brings in
   * @return what is sent to the function as {@code RotationToken}, or empty if none is under way
   */
  public Optional<SecretText> proof(SecretKey secret, String version) {
    return Optional.ofNullable(turns.get(secret))
        .map(turn -> turn.active().run())
        .filter(run -> run.version().equals(version))
        .map(run -> SecretText.of(run.token().text()));
  }

  /** Starts a rotation; after the one that is running, if there is another one. */
  void start(RotationRun run) {
    enter(new RotationExecution(run, context, () -> leave(run)));
  }

  /** Starts a lone testSecret on a temporary version, which is removed afterwards. */
  void startTest(RotationRun run) {
    enter(new TestExecution(run, context, () -> leave(run)));
  }

  /**
   * The stuck rotation goes on with its own version and with the function that was stored for it.
   */
  void reattempt(StuckException stuck, @Nullable Window window) {
    Secret secret = stuck.secret();
    RotationState stored = secret.rotation();
    if (stored != null && stored.tests(stuck.version())) {
      retest(secret.key());
    } else if (stored != null && stored.enabled() && stored.functionArn() != null) {
      start(RotationRun.of(secret, stored.functionArn(), stuck.version(), window));
    }
  }

  /** A test that runs goes on; one whose end could not be stored still has a version to remove. */
  private void retest(SecretKey key) {
    if (!busy(key)) {
      // Looked for again, since a test that has just ended has removed it.
      context.backend().repository().find(key).ifPresent(this::resume);
    }
  }

  /** Tells of a rotation that could not even begin. */
  void refused(RotationRun run, String cause) {
    context.tell(run, RotationEventName.ROTATION_FAILED, cause);
  }

  /** Whether a rotation of a secret is under way, or waits for its next attempt. */
  boolean busy(SecretKey key) {
    return turns.containsKey(key);
  }

  /**
   * Goes on with the rotations that were under way when the service ended: the whole rotation
   * again, with the same version, as after any other failure.
   */
  public void resume() {
    context.backend().repository().all().forEach(this::resume);
  }

  private void resume(Secret secret) {
    RotationState rotation = secret.rotation();
    UnderWay underWay = rotation == null ? null : rotation.underWay();
    String function = rotation == null ? null : rotation.functionArn();
    if (underWay == null || function == null) {
      return;
    }
    RotationRun run = RotationRun.of(secret, function, underWay.version(), underWay.window());
    if (underWay.test()) {
      startTest(run);
    } else {
      start(run);
    }
  }

  private void enter(Execution execution) {
    Turn turn =
        turns.compute(
            execution.run().key(),
            (key, current) ->
                current == null ? new Turn(execution, null) : current.then(execution));
    if (turn.active().equals(execution)) {
      begin(execution);
    }
  }

  private void leave(RotationRun run) {
    calendar.ended(run);
    Turn turn =
        turns.computeIfPresent(
            run.key(),
            (key, current) -> current.waiting() == null ? null : new Turn(current.waiting(), null));
    if (turn != null) {
      begin(turn.active());
    }
  }

  private void begin(Execution execution) {
    context.clock().at(context.clock().instant(), execution::start);
  }

  @Override
  public void changed(SecretKey key, @Nullable Secret before, @Nullable Secret after) {
    Turn turn = turns.get(key);
    if (turn != null) {
      turn.active().reconsider();
    }
    calendar.changed(key, before, after);
  }

  /**
   * Ends what is running; a rotation that is cut short stays pending, as if its function had died,
   * and under way for a service that keeps its secrets.
   */
  @Override
  public void close() {
    context.slots().close();
  }
}
