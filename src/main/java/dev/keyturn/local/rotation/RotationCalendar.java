package dev.keyturn.local.rotation;

import dev.keyturn.local.model.ApiException;
import dev.keyturn.local.schedule.StartMoments;
import dev.keyturn.local.schedule.Window;
import dev.keyturn.local.secrets.Backend;
import dev.keyturn.local.secrets.RotationState;
import dev.keyturn.local.secrets.RotationState.UnderWay;
import dev.keyturn.local.secrets.Secret;
import dev.keyturn.local.secrets.SecretKey;
import dev.keyturn.local.secrets.SecretWatcher;
import dev.keyturn.local.time.Appointments;
import dev.keyturn.local.time.ServiceClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Starts rotations in the windows that secrets have for them. */
final class RotationCalendar implements SecretWatcher, Appointments.Plan<SecretKey, Window> {

  /** How long a rotation that is due waits for one that somebody started by hand, or the disk. */
  private static final Duration BUSY = Duration.ofMinutes(1);

  private final Backend backend;
  private final ServiceClock clock;
  private final StartMoments moments;
  private final Rotations rotations;
  private final Appointments<SecretKey, Window> appointments;

  RotationCalendar(Backend backend, ServiceClock clock, StartMoments moments, Rotations rotations) {
    this.backend = backend;
    this.clock = clock;
    this.moments = moments;
    this.rotations = rotations;
    this.appointments = new Appointments<>(clock, this);
  }

  @Override
  public void changed(SecretKey key, @Nullable Secret before, @Nullable Secret after) {
    if (!Objects.equals(window(before), window(after))) {
      appointments.arrange(key);
    }
  }

  private static @Nullable Window window(@Nullable Secret secret) {
    RotationState rotation = secret == null || secret.deletion() != null ? null : secret.rotation();
    return rotation == null || !rotation.enabled() ? null : rotation.next();
  }

  @Override
  public Optional<Window> wanted(SecretKey key) {
    return backend.repository().find(key).map(RotationCalendar::window);
  }

  /** A secret that was restored, or a service that was down, may find its window closed. */
  @Override
  public Instant when(Window window) {
    Instant now = clock.instant();
    return window.closedBy(now) ? now : moments.in(window, now);
  }

  @Override
  public CompletionStage<?> come(SecretKey key, Window window) {
    Instant now = clock.instant();
    try {
      if (window.closedBy(now)) {
        miss(key, window, now);
      } else if (rotations.busy(key)) {
        later(key, window, now);
      } else {
        start(key, window, now);
      }
    } catch (ApiException e) {
      // The disk is full and may have room again; anything else is that the secret is gone.
      if (e.isFault()) {
        later(key, window, now);
      }
    }
    return CompletableFuture.completedStage(null);
  }

  private void later(SecretKey key, Window window, Instant now) {
    clock.at(now.plus(BUSY), () -> come(key, window));
  }

  private void miss(SecretKey key, Window window, Instant now) {
    backend
        .repository()
        .change(
            key,
            found ->
                found.map(
                    secret ->
                        secret.rotation() == null
                            ? secret
                            : secret.noted(secret.rotation().missed(window, now))));
  }

  /** Rotates to a new version, or to the one that an earlier rotation got stuck on. */
  private void start(SecretKey key, Window window, Instant now) {
    UnderWay rotation = new UnderWay(UUID.randomUUID().toString(), window, false);
    try {
      Secret secret = backend.repository().update(key, found -> prepared(found, rotation, now));
      if (secret.rotation() != null && rotation.equals(secret.rotation().underWay())) {
        run(secret, rotation.version(), window).ifPresent(rotations::start);
      }
    } catch (StuckException e) {
      rotations.reattempt(e, window);
      if (e.secret().rotation() != null && e.secret().rotation().tests(e.version())) {
        later(key, window, now);
      }
    } catch (ApiException e) {
      if (e.isFault()) {
        throw e;
      }
      refused(key, rotation.version(), window, e.text());
    }
  }

  /** As the secret is now, and not as it was a moment ago: rotation may have been cancelled. */
  private static Secret prepared(Secret secret, UnderWay rotation, Instant now) {
    RotationState state = secret.rotation();
    if (state == null
        || state.functionArn() == null
        || !Objects.equals(rotation.window(), window(secret))) {
      return secret;
    }
    return new Preparation(rotation, state.functionArn(), null).of(secret, now);
  }

  /** A secret that has no room for AWSPENDING, for instance, may have it in its next window. */
  private void refused(SecretKey key, String version, Window window, String cause) {
    miss(key, window, clock.instant());
    backend
        .repository()
        .find(key)
        .flatMap(secret -> run(secret, version, window))
        .ifPresent(run -> rotations.refused(run, cause));
  }

  private static Optional<RotationRun> run(Secret secret, String version, Window window) {
    RotationState state = secret.rotation();
    return Optional.ofNullable(state == null ? null : state.functionArn())
        .map(function -> RotationRun.of(secret, function, version, window));
  }

  /** Comes again if the end of a rotation cannot be stored, and its window is still the next. */
  void ended(RotationRun run) {
    Window window = run.window();
    RotationState state = backend.repository().find(run.key()).map(Secret::rotation).orElse(null);
    if (window != null
        && state != null
        && window.equals(state.next())
        && state.underWay() != null
        && state.underWay().version().equals(run.version())) {
      later(run.key(), window, clock.instant());
    }
  }
}
