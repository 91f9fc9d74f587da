package dev.keyturn.local.secrets;

import dev.keyturn.local.model.ApiException;
import dev.keyturn.local.secrets.Secret.Deletion;
import dev.keyturn.local.time.Appointments;
import dev.keyturn.local.time.ServiceClock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Removes secrets when their recovery window ends. */
public final class PlannedDeletions
    implements SecretWatcher, Appointments.Plan<SecretKey, Deletion> {

  private final SecretRepository secrets;
  private final Appointments<SecretKey, Deletion> appointments;

  /**
   * Takes the secrets.
   *
   * @param secrets keeps the secrets
   * @param clock tells when a window ends
   */
  public PlannedDeletions(SecretRepository secrets, ServiceClock clock) {
    this.secrets = secrets;
    this.appointments = new Appointments<>(clock, this);
  }

  @Override
  public void changed(SecretKey key, @Nullable Secret before, @Nullable Secret after) {
    if (!Objects.equals(deletion(before), deletion(after))) {
      appointments.arrange(key);
    }
  }

  private static @Nullable Deletion deletion(@Nullable Secret secret) {
    return secret == null ? null : secret.deletion();
  }

  @Override
  public Optional<Deletion> wanted(SecretKey key) {
    return secrets.find(key).map(Secret::deletion);
  }

  @Override
  public Instant when(Deletion deletion) {
    return deletion.due();
  }

  /** Unless the secret was restored in the last moment, or deleted and planned again. */
  @Override
  public CompletionStage<?> come(SecretKey key, Deletion deletion) {
    try {
      secrets.change(key, found -> found.filter(secret -> !deletion.equals(secret.deletion())));
    } catch (ApiException e) {
      // The disk is full, say. Nobody sees the secret any more; the next start removes it.
    }
    return CompletableFuture.completedStage(null);
  }
}
