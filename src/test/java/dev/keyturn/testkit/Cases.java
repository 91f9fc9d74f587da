package dev.keyturn.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.function.Executable;

/**
 * Runs the cases of a test several at a time, since most of their time is waiting, and tells each
 * as a test of its own.
 */
final class Cases {

  private record Case(String name, Executable body) {}

  private final int atOnce;
  private final List<Case> cases = new ArrayList<>();
  private final List<Case> atTheEnd = new ArrayList<>();

  Cases(int atOnce) {
    this.atOnce = atOnce;
  }

  Cases add(String name, Executable body) {
    cases.add(new Case(name, body));
    return this;
  }

  /** A case that looks at what all others did. */
  Cases last(String name, Executable body) {
    atTheEnd.add(new Case(name, body));
    return this;
  }

  Stream<DynamicTest> run() {
    ExecutorService workers = Executors.newFixedThreadPool(atOnce, Cases::daemon);
    List<DynamicTest> tests = new ArrayList<>();
    for (Case each : cases) {
      Future<?> outcome = workers.submit(() -> execute(each.body()));
      tests.add(DynamicTest.dynamicTest(each.name(), () -> join(outcome)));
    }
    workers.shutdown();
    atTheEnd.forEach(each -> tests.add(DynamicTest.dynamicTest(each.name(), each.body())));
    return tests.stream();
  }

  static void pause(long millis) {
    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "keyturn-contract");
    thread.setDaemon(true);
    return thread;
  }

  private static Void execute(Executable body) throws Exception {
    try {
      body.execute();
      return null;
    } catch (Exception | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static void join(Future<?> outcome) throws Throwable {
    try {
      outcome.get();
    } catch (ExecutionException e) {
      throw e.getCause();
    }
  }
}
