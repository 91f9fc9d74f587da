package dev.keyturn.local.events;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something that happened in the service. Holds no secret value. */
public sealed interface ServiceEvent {

  /**
   * Tells when.
   *
   * @return the service's time
   */
  Instant time();

  /**
   * A call of the API was answered.
   *
   * @param time when
   * @param operation its name
   * @param secret the SecretId or Name of the request, or null if it has none
   * @param error the error's code, or null if it succeeded
   * @param message what the error says, or null
   * @param origin where it came from
   */
  record ApiCall(
      Instant time,
      String operation,
      @Nullable String secret,
      @Nullable String error,
      @Nullable String message,
      Origin origin)
      implements ServiceEvent {}

  /**
   * Where a call came from.
   *
   * @param account the caller's account, or null if nobody was let in
   * @param region the region that was called, or null if nobody was let in
   * @param address the client's IP address
   * @param agent what the client says that it is, or null
   */
  record Origin(
      @Nullable String account, @Nullable String region, String address, @Nullable String agent) {}

  /**
   * A rotation, or the test of one, came to another state.
   *
   * @param time when
   * @param state the state, named as in CloudTrail
   * @param secret the secret's ARN
   * @param version the version that is being brought in
   * @param cause why it failed or was abandoned, or null
   */
  record Rotation(
      Instant time, RotationEventName state, String secret, String version, @Nullable String cause)
      implements ServiceEvent {}

  /**
   * A step begins.
   *
   * @param time when
   * @param secret the secret's ARN
   * @param version the version that is being brought in
   * @param step for instance {@code setSecret}
   * @param attempt 1 for the first run of the rotation, 2 for its first retry
   */
  record StepStarted(Instant time, String secret, String version, String step, int attempt)
      implements ServiceEvent {}

  /**
   * A step ended.
   *
   * @param time when
   * @param secret the secret's ARN
   * @param version the version that is being brought in
   * @param step for instance {@code setSecret}
   * @param attempt 1 for the first run of the rotation, 2 for its first retry
   * @param elapsed how long the function took
   * @param error what the function failed with, or null if it did not
   */
  record StepEnded(
      Instant time,
      String secret,
      String version,
      String step,
      int attempt,
      Duration elapsed,
      @Nullable String error)
      implements ServiceEvent {}

  /**
   * The deletion of a version was planned, taken back or done.
   *
   * @param time when
   * @param state which of them, named as in CloudTrail
   * @param secret the secret's ARN
   * @param version the version
   */
  record VersionDeletion(Instant time, VersionDeletionName state, String secret, String version)
      implements ServiceEvent {}

  /**
   * A function wrote a line to its log.
   *
   * @param time when
   * @param function its name
   * @param line the line
   */
  record FunctionLog(Instant time, String function, String line) implements ServiceEvent {}
}
