package dev.keyturn.local.rotation;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.local.events.ServiceEvent;
import dev.keyturn.local.schedule.StartMoments;
import dev.keyturn.local.secrets.Backend;
import dev.keyturn.local.secrets.InMemoryRepository;
import dev.keyturn.local.secrets.Operation;
import dev.keyturn.local.secrets.Parameters;
import dev.keyturn.local.secrets.PlannedDeletions;
import dev.keyturn.local.secrets.Scope;
import dev.keyturn.local.secrets.SecretOperations;
import dev.keyturn.local.secrets.VersionDeletionEvents;
import dev.keyturn.local.secrets.VersionPurge;
import dev.keyturn.local.secrets.WatchedRepository;
import dev.keyturn.local.time.VirtualClock;
import java.io.IOException;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** The service without a wire, on a virtual clock, with a function that a test writes. */
final class VirtualService implements AutoCloseable, RotationFunctions {

  static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  static final String FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:Rotator";

  private static final Scope SCOPE = new Scope(Scope.DEFAULT_ACCOUNT, "eu-west-1");

  /** What the function does before what it owes. */
  interface Code {
    void run(String step, String secret) throws FunctionException, InterruptedException;
  }

  final VirtualClock clock = new VirtualClock(START);
  private final List<ServiceEvent> events = Collections.synchronizedList(new ArrayList<>());
  private final Map<String, Operation> operations = new HashMap<>();
  private final Rotations rotations;
  private volatile Code code = (step, secret) -> {};

  /** Every rotation starts as early as it can. */
  VirtualService(RetryPolicy retries) {
    this(retries, () -> 0L);
  }

  VirtualService(RetryPolicy retries, RandomGenerator random) {
    WatchedRepository repository = new WatchedRepository(new InMemoryRepository());
    Backend backend = new Backend(repository, clock, new SecureRandom());
    rotations =
        new Rotations(
            backend,
            clock,
            this,
            new RotationSettings(retries, new StartMoments(random, 2), 10),
            events::add);
    repository.watch(new VersionDeletionEvents(clock, events::add));
    repository.watch(new PlannedDeletions(repository, clock));
    repository.watch(new VersionPurge(repository, clock));
    repository.watch(rotations);
    operations.putAll(SecretOperations.of(backend));
    operations.putAll(RotationOperations.of(backend, this, rotations));
  }

  void function(Code replacement) {
    code = replacement;
  }

  @Override
  public boolean invokable(String functionArn) {
    return functionArn.equals(FUNCTION);
  }

  @Override
  public void invoke(String functionArn, Scope scope, String event)
      throws FunctionException, InterruptedException {
    Map<String, Object> members = members(event);
    String step = (String) members.get("Step");
    String secret = (String) members.get("SecretId");
    String version = (String) members.get("ClientRequestToken");
    code.run(step, secret);
    if (step.equals("createSecret") && !hasValue(secret, version)) {
      call(
          "PutSecretValue",
          "SecretId",
          secret,
          "ClientRequestToken",
          version,
          "SecretString",
          "made for " + version,
          "VersionStages",
          List.of("AWSPENDING"));
    } else if (step.equals("finishSecret")) {
      call(
          "UpdateSecretVersionStage",
          "SecretId",
          secret,
          "VersionStage",
          "AWSCURRENT",
          "MoveToVersionId",
          version,
          "RemoveFromVersionId",
          holder(secret, "AWSCURRENT").get());
    }
  }

  private static Map<String, Object> members(String event) {
    try {
      return JSON.std.mapFrom(event);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private boolean hasValue(String secret, String version) {
    try {
      call("GetSecretValue", "SecretId", secret, "VersionId", version);
      return true;
    } catch (dev.keyturn.local.model.ApiException e) {
      return false;
    }
  }

  /** The version that has a label. */
  Optional<String> holder(String secret, String label) {
    Map<?, ?> stages = (Map<?, ?>) describe(secret).get("VersionIdsToStages");
    return stages.entrySet().stream()
        .filter(entry -> ((List<?>) entry.getValue()).contains(label))
        .map(entry -> (String) entry.getKey())
        .findFirst();
  }

  Map<String, Object> call(String operation, Object... members) {
    Map<String, Object> request = new LinkedHashMap<>();
    for (int i = 0; i < members.length; i += 2) {
      request.put((String) members[i], members[i + 1]);
    }
    return Objects.requireNonNull(operations.get(operation)).answer(SCOPE, new Parameters(request));
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

  private String rotate(String name, Map<String, Object> rules, boolean immediately) {
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

  Map<String, Object> describe(String name) {
    return call("DescribeSecret", "SecretId", name);
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
    for (ServiceEvent event : List.copyOf(events)) {
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
    return List.copyOf(events).stream()
        .filter(ServiceEvent.Rotation.class::isInstance)
        .map(ServiceEvent.Rotation.class::cast)
        .toList();
  }

  void forget() {
    events.clear();
  }

  private static String uuid() {
    return UUID.randomUUID().toString();
  }

  @Override
  public void close() {
    clock.close();
    rotations.close();
  }
}
