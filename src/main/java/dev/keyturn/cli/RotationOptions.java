package dev.keyturn.cli;

import dev.keyturn.local.EmbeddedSecretsManagerBuilder;
import dev.keyturn.local.rotation.RetryPolicy;
import dev.keyturn.local.rotation.RotationSettings;
import dev.keyturn.local.schedule.StartMoments;
import dev.keyturn.local.time.VirtualClock;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How {@code serve} rotates, where AWS does not publish how it does, and by which clock. */
final class RotationOptions {

  private static final double MILLIS = 1000;

  @Option(
      names = "--retry-attempts",
      paramLabel = "NUMBER",
      description = "How often a rotation is run, within its window, before it has failed.")
  private int attempts = RetryPolicy.DEFAULT.attempts();

  @Option(
      names = "--retry-backoff",
      paramLabel = "SECONDS",
      description = "How long until the first retry; it doubles each time.")
  private double backOff = RetryPolicy.DEFAULT.firstBackOff().toMillis() / MILLIS;

  @Option(
      names = "--retry-backoff-max",
      paramLabel = "SECONDS",
      description = "How long until a retry at the most.")
  private double longestBackOff = RetryPolicy.DEFAULT.longestBackOff().toMillis() / MILLIS;

  @Option(
      names = "--window-weight",
      paramLabel = "NUMBER",
      description =
          "How much the minute of a scheduled rotation leans to the top of the hour: with 1 "
              + "not at all, with 2 half of the rotations start in the first 15 minutes. The hour "
              + "is even.")
  private double weight = StartMoments.DEFAULT_WEIGHT;

  @Option(
      names = "--window-seed",
      paramLabel = "NUMBER",
      defaultValue = Option.NULL_VALUE,
      description =
          "Choose the same moments in the windows every time; otherwise they are by chance.")
  private @Nullable Long seed;

  @Option(
      names = "--function-concurrency",
      paramLabel = "NUMBER",
      description = "How many rotations a function does at once; others wait for it.")
  private int concurrency = RotationSettings.DEFAULT_CONCURRENCY;

  @Option(
      names = "--clock",
      paramLabel = "system|virtual",
      description =
          "A virtual clock starts at the present time and stands still until it is advanced: "
              + "POST /_keyturn/clock {\"advance\":\"PT1H\"}. Schedules, windows, retries and "
              + "planned deletions follow it; the answer comes when all has ended that fell due.")
  private ClockKind clock = ClockKind.SYSTEM;

  /** Whose time it is. */
  enum ClockKind {
    SYSTEM,
    VIRTUAL;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  /** Says so to a service that is described. */
  void describe(EmbeddedSecretsManagerBuilder builder) {
    builder
        .retries(new RetryPolicy(attempts, seconds(backOff), seconds(longestBackOff)))
        .startMoments(
            new StartMoments(seed == null ? new SecureRandom() : new Random(seed), weight))
        .functionConcurrency(concurrency);
    if (clock == ClockKind.VIRTUAL) {
      builder.clock(new VirtualClock(Instant.now().truncatedTo(ChronoUnit.MILLIS)));
    }
  }

  private static Duration seconds(double number) {
    return Duration.ofMillis(Math.round(number * MILLIS));
  }
}
