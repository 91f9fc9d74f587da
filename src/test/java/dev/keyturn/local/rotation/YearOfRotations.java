package dev.keyturn.local.rotation;

import dev.keyturn.local.events.RotationEventName;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Random;

/**
 * Measures a year of secrets on 30-day schedules: what one rotation costs the service, with as many
 * secrets as the arguments say, one measurement each. The function is in this JVM and does only
 * what it owes the service.
 */
final class YearOfRotations {

  private static final int WARM_UP = 1_000;

  private YearOfRotations() {}

  public static void main(String[] arguments) throws InterruptedException {
    year(WARM_UP);
    System.out.println("secrets  rotations  seconds  CPU seconds  CPU µs per rotation");
    for (String secrets : arguments) {
      year(Integer.parseInt(secrets)).print();
    }
  }

  private static Result year(int secrets) throws InterruptedException {
    try (VirtualService service = new VirtualService(RetryPolicy.DEFAULT, new Random(secrets))) {
      for (int i = 0; i < secrets; i++) {
        service.create("s" + i);
        service.schedule("s" + i, Map.of("AutomaticallyAfterDays", 30L));
      }
      service.forget();
      long cpu = cpu();
      long start = System.nanoTime();
      service.clock.advance(Duration.ofDays(365));
      long rotations =
          service.rotations().stream()
              .filter(r -> r.state() == RotationEventName.ROTATION_SUCCEEDED)
              .count();
      return new Result(
          secrets,
          rotations,
          Duration.ofNanos(System.nanoTime() - start),
          Duration.ofNanos(cpu() - cpu));
    }
  }

  /** Of the whole process, threads that have ended included. */
  private static long cpu() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getProcessCpuTime()
        : 0;
  }

  private record Result(int secrets, long rotations, Duration time, Duration cpu) {
    void print() {
      System.out.printf(
          "%7d  %9d  %7.1f  %11.1f  %19d%n",
          secrets,
          rotations,
          time.toMillis() / 1000.0,
          cpu.toMillis() / 1000.0,
          cpu.toNanos() / 1000 / Math.max(1, rotations));
    }
  }
}
