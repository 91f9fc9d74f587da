package dev.keyturn.local.secrets;

import dev.keyturn.local.model.ApiException;
import dev.keyturn.local.time.Appointments;
import dev.keyturn.local.time.ServiceClock;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Removes deprecated versions beyond the number that is kept once they are a day old. */
public final class VersionPurge implements SecretWatcher, Appointments.Plan<SecretKey, Instant> {

  private final SecretRepository secrets;
  private final ServiceClock clock;
  private final Appointments<SecretKey, Instant> appointments;

  /**
   * Takes the secrets.
   *
   * @param secrets keeps the secrets
   * @param clock tells how old a version is
   */
  public VersionPurge(SecretRepository secrets, ServiceClock clock) {
    this.secrets = secrets;
    this.clock = clock;
    this.appointments = new Appointments<>(clock, this);
  }

  @Override
  public void changed(SecretKey key, @Nullable Secret before, @Nullable Secret after) {
    if (crowded(before) || crowded(after)) {
      appointments.arrange(key);
    }
  }

  private static boolean crowded(@Nullable Secret secret) {
    return secret != null && secret.versions().crowded();
  }

  @Override
  public Optional<Instant> wanted(SecretKey key) {
    return secrets.find(key).flatMap(secret -> secret.versions().nextPurge());
  }

  @Override
  public Instant when(Instant time) {
    return time;
  }

  @Override
  public CompletionStage<?> come(SecretKey key, Instant time) {
    try {
      secrets.change(key, found -> found.map(secret -> secret.purged(clock.instant())));
    } catch (ApiException e) {
      // The disk is full, say. The next change of the secret removes them, or the next start.
    }
    return CompletableFuture.completedStage(null);
  }
}
