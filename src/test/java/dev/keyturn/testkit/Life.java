package dev.keyturn.testkit;

import dev.keyturn.testkit.FaultInjector.ProcessDeath;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * The life of a function's process: numbers all that it does and ends where it is told to. A dead
 * process does nothing any more.
 */
final class Life implements Gate {

  private final List<String> points = new ArrayList<>();
  private final int last;
  private final Predicate<String> counts;
  private final Runnable end;
  private int counted;
  private boolean dead;

  /**
   * A life that ends.
   *
   * @param last the number of the point at which it does, or 0 if it does not
   * @param end what becomes of its connections then
   */
  Life(int last, Runnable end) {
    this(last, point -> true, end);
  }

  /**
   * A life that ends at a point of a kind.
   *
   * @param last the number of the point among those of the kind, or 0
   * @param counts whether a point, by its name, is of the kind
   * @param end what becomes of its connections then
   */
  Life(int last, Predicate<String> counts, Runnable end) {
    this.last = last;
    this.counts = counts;
    this.end = end;
  }

  @Override
  public synchronized void at(String point) {
    if (!dead) {
      points.add(point);
      if (counts.test(point) && ++counted == last) {
        end();
      }
    }
    if (dead) {
      throw new ProcessDeath(point);
    }
  }

  /** Ends it from outside. */
  synchronized void end() {
    dead = true;
    end.run();
  }

  synchronized boolean isOver() {
    return dead;
  }

  /** What it did last, or is doing. */
  synchronized String latest() {
    return points.isEmpty() ? "" : points.get(points.size() - 1);
  }

  /** What it did so far. */
  synchronized List<String> points() {
    return List.copyOf(points);
  }
}
