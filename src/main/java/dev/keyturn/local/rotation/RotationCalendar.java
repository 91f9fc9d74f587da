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
    if (window.closedBy(now)) {
      miss(key, window, now);
    } else if (rotations.busy(key)) {
      clock.at(now.plus(BUSY), () -> come(key, window));
    } else {
      start(key, window, now);
    }
    return CompletableFuture.completedStage(null);
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

  private void start(SecretKey key, Window window, Instant now) {
    Secret secret = backend.repository().find(key).orElse(null);
    RotationState rotation = secret == null ? null : secret.rotation();
    if (secret == null
        || rotation == null
        || rotation.functionArn() == null
        || !window.equals(window(secret))) {
      return;
    }
    String function = rotation.functionArn();
    pending(secret, function, window, now)
        .ifPresent(version -> rotations.start(RotationRun.of(secret, function, version, window)));
  }

  /** A new version to rotate to, or the one that an earlier rotation got stuck on. */
  private Optional<String> pending(Secret secret, String function, Window window, Instant now) {
    UnderWay rotation = new UnderWay(UUID.randomUUID().toString(), window, false);
    Preparation preparation = new Preparation(rotation, function, null);
    try {
      backend.repository().update(secret.key(), found -> preparation.of(found.alive(), now));
      return Optional.of(rotation.version());
    } catch (StuckException e) {
      return Optional.of(e.version());
    } catch (ApiException e) {
      // It was deleted in this moment, or the disk is full and may have room again.
      if (e.isFault()) {
        clock.at(now.plus(BUSY), () -> come(secret.key(), window));
      }
      return Optional.empty();
    }
  }
}
