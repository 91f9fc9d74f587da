package dev.keyturn.local.time;

import dev.keyturn.local.threads.DaemonThreads;
import dev.keyturn.local.time.ServiceClock.Task;
import dev.keyturn.local.time.ServiceClock.Timer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What waits, in the order of its time, and the one thread that starts it. However many wait, no
 * more than this thread waits with them.
 */
final class Timers implements AutoCloseable {

  /** The system's time may jump, and a thread that sleeps does not see it. */
  private static final long LONGEST_SLEEP_MILLIS = 10_000;

  private final InstantSource time;
  private final TreeMap<Place, Task> waiting = new TreeMap<>();
  private final Thread thread = DaemonThreads.of("keyturn-clock", this::run);
  private long places;
  private int running;
  private boolean closed;

  /** Where a task is in the line; tasks of one moment start in the order in which they came. */
  private record Place(Instant when, long number) implements Comparable<Place> {
    private static final Comparator<Place> ORDER =
        Comparator.comparing(Place::when).thenComparingLong(Place::number);

    @Override
    public int compareTo(Place other) {
      return ORDER.compare(this, other);
    }
  }

  Timers(InstantSource time) {
    this.time = time;
  }

  synchronized Timer at(Instant when, Task task) {
    if (!closed && thread.getState() == Thread.State.NEW) {
      thread.start();
    }
    Place place = new Place(when, places++);
    waiting.put(place, task);
    notifyAll();
    return () -> cancel(place);
  }

  private synchronized void cancel(Place place) {
    waiting.remove(place);
    notifyAll();
  }

  /** When the first of those that wait is due, or null if none waits. */
  synchronized @Nullable Instant first() {
    return waiting.isEmpty() ? null : waiting.firstKey().when();
  }

  /** Waits until nothing runs and nothing is due. */
  synchronized void awaitQuiet() throws InterruptedException {
    notifyAll();
    while (!closed && (running > 0 || due())) {
      wait();
    }
  }

  private boolean due() {
    return !waiting.isEmpty() && !waiting.firstKey().when().isAfter(time.instant());
  }

  private void run() {
    try {
      for (Task task = next(); task != null; task = next()) {
        start(task);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized @Nullable Task next() throws InterruptedException {
    while (!closed && !due()) {
      wait(sleep());
    }
    if (closed) {
      return null;
    }
    running++;
    return waiting.pollFirstEntry().getValue();
  }

  private long sleep() {
    if (waiting.isEmpty()) {
      return LONGEST_SLEEP_MILLIS;
    }
    long millis = Duration.between(time.instant(), waiting.firstKey().when()).toMillis();
    return Math.max(1, Math.min(millis, LONGEST_SLEEP_MILLIS));
  }

  private void start(Task task) {
    try {
      task.start().whenComplete((result, failure) -> ended());
    } catch (RuntimeException e) {
      ended();
      // A task that fails must not stop the others; whoever watches threads hears of it.
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
  }

  private synchronized void ended() {
    running--;
    notifyAll();
  }

  @Override
  public synchronized void close() {
    closed = true;
    waiting.clear();
    notifyAll();
  }
}
