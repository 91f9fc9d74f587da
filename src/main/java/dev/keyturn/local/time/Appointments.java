package dev.keyturn.local.time;

import dev.keyturn.local.time.ServiceClock.Timer;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * At most one appointment for each of many things, which moves when the thing changes and comes
 * once. Thread-safe.
 *
 * @param <K> the things
 * @param <T> what an appointment is about; equal ones are the same appointment
 */
public final class Appointments<K, T> {

  private final ServiceClock clock;
  private final Plan<K, T> plan;
  private final ConcurrentHashMap<K, Kept<T>> kept = new ConcurrentHashMap<>();

  /**
   * What things want, and what happens then.
   *
   * @param <K> the things
   * @param <T> what an appointment is about
   */
  public interface Plan<K, T> {

    /** What the appointment of a thing is about, as the thing is now; empty if it wants none. */
    Optional<T> wanted(K thing);

    /** Chooses the time of a new appointment. */
    Instant when(T about);

    /** Keeps the appointment; as {@link ServiceClock.Task#start}. */
    CompletionStage<?> come(K thing, T about);
  }

  private record Kept<T>(T about, Timer timer) {}

  /**
   * Takes the clock and the plan.
   *
   * @param clock keeps the time
   * @param plan is asked what is wanted; of several calls at once, the last one sees the latest
   */
  public Appointments(ServiceClock clock, Plan<K, T> plan) {
    this.clock = clock;
    this.plan = plan;
  }

  /** Sees to it that a thing has the appointment that it wants now, and no other. */
  public void arrange(K thing) {
    kept.compute(
        thing,
        (key, current) -> {
          T about = plan.wanted(key).orElse(null);
          return current != null && current.about().equals(about)
              ? current
              : replaced(key, current, about);
        });
  }

  private @Nullable Kept<T> replaced(K thing, @Nullable Kept<T> current, @Nullable T about) {
    if (current != null) {
      current.timer().cancel();
    }
    return about == null
        ? null
        : new Kept<>(about, clock.at(plan.when(about), () -> plan.come(thing, about)));
  }
}
