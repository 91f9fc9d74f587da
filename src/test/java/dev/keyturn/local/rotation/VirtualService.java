package dev.keyturn.local.rotation;

import dev.keyturn.local.events.ServiceEvent;
import dev.keyturn.local.schedule.StartMoments;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.random.RandomGenerator;

/**
 * A service in which time passes, with a function that does what it owes after what a test says.
 */
final class VirtualService extends WirelessService {

  static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  /** What the function does before what it owes. */
  interface Code {
    void run(String step, String secret) throws FunctionException, InterruptedException;
  }

  private volatile Code code = (step, secret) -> {};

  /** Every rotation starts as early as it can. */
  VirtualService(RetryPolicy retries) {
    this(retries, () -> 0L);
  }

  VirtualService(RetryPolicy retries, RandomGenerator random) {
    super(START, new RotationSettings(retries, new StartMoments(random, 2), 10));
  }

  /** A service that starts at a time, on what another one has left. */
  VirtualService(String time, FullDisk disk) {
    super(
        Instant.parse(time),
        new RotationSettings(RetryPolicy.DEFAULT, new StartMoments(() -> 0L, 2), 10),
        disk);
  }

  void function(Code replacement) {
    code = replacement;
  }

  @Override
  void run(String step, Map<String, Object> event) throws FunctionException, InterruptedException {
    code.run(step, (String) event.get("SecretId"));
    perform(step, event);
  }

  /** CreateSecret. */
  void create(String name) {
    call("CreateSecret", "Name", name, "SecretString", "first", "ClientRequestToken", uuid());
  }

  /** RotateSecret, at once. */
  String rotate(String name, Map<String, Object> rules) {
    return rotate(name, rules, true);
  }

  /** RotateSecret with RotateImmediately=false, and the lone testSecret that it starts. */
  void schedule(String name, Map<String, Object> rules) throws InterruptedException {
    rotate(name, rules, false);
    settle();
  }

  String rotate(String name, Map<String, Object> rules, boolean immediately) {
    String version = uuid();
    call(
        "RotateSecret",
        "SecretId",
        name,
        "ClientRequestToken",
        version,
        "RotationLambdaARN",
        FUNCTION,
        "RotationRules",
        rules,
        "RotateImmediately",
        immediately);
    return version;
  }

  /** PutSecretValue by hand. */
  void put(String name) {
    call("PutSecretValue", "SecretId", name, "SecretString", uuid(), "ClientRequestToken", uuid());
  }

  /** A date that DescribeSecret tells, or null. */
  Instant date(String name, String member) {
    Object seconds = describe(name).get(member);
    return seconds == null
        ? null
        : Instant.ofEpochMilli(new BigDecimal(seconds.toString()).movePointRight(3).longValue());
  }

  /** Waits for what runs, and lets no time pass. */
  void settle() throws InterruptedException {
    clock.advance(Duration.ZERO);
  }

  void advanceTo(String time) throws InterruptedException {
    clock.advance(Duration.between(clock.instant(), Instant.parse(time)));
  }

  /** What was told of rotations: time, state, and why. */
  List<String> story() {
    List<String> story = new ArrayList<>();
    for (ServiceEvent event : events()) {
      if (event instanceof ServiceEvent.Rotation rotation) {
        story.add(
            rotation.time()
                + " "
                + rotation.state()
                + (rotation.cause() == null ? "" : ": " + rotation.cause()));
      } else if (event instanceof ServiceEvent.VersionDeletion deletion) {
        story.add(deletion.time() + " " + deletion.state());
      }
    }
    return story;
  }

  List<ServiceEvent.Rotation> rotations() {
    return events().stream()
        .filter(ServiceEvent.Rotation.class::isInstance)
        .map(ServiceEvent.Rotation.class::cast)
        .toList();
  }

  private static String uuid() {
    return UUID.randomUUID().toString();
  }
}
