package dev.keyturn.local.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.local.events.RotationEventName;
import dev.keyturn.local.events.ServiceEvent;
import dev.keyturn.local.model.ApiException;
import dev.keyturn.local.secrets.Backend;
import dev.keyturn.local.secrets.InMemoryRepository;
import dev.keyturn.local.secrets.Operation;
import dev.keyturn.local.secrets.Parameters;
import dev.keyturn.local.secrets.Scope;
import dev.keyturn.local.secrets.SecretOperations;
import dev.keyturn.local.secrets.WatchedRepository;
import dev.keyturn.local.time.VirtualClock;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The operations and the rotations over them, with a function that a test writes step by step:
 * without one, a step does what a rotation function owes.
 */
final class RotationRig implements AutoCloseable, RotationFunctions {

  static final String FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:Rotator";
  private static final Scope SCOPE = new Scope(Scope.DEFAULT_ACCOUNT, "eu-west-1");

  /** What a step does. */
  interface StepCode {
    void run(Map<String, Object> event) throws FunctionException, InterruptedException;
  }

  final VirtualClock clock = new VirtualClock(Instant.parse("2026-11-24T10:15:30Z"));
  final List<String> invocations = new CopyOnWriteArrayList<>();
  private final List<ServiceEvent> events = new CopyOnWriteArrayList<>();
  private final Map<String, StepCode> code = new ConcurrentHashMap<>();
  private final Map<String, Operation> operations = new HashMap<>();
  private final Rotations rotations;

  RotationRig(int attempts) {
    this(new RetryPolicy(attempts, Duration.ofMillis(1)));
  }

  RotationRig(RetryPolicy retries) {
    WatchedRepository repository = new WatchedRepository(new InMemoryRepository());
    Backend backend = new Backend(repository, clock, new SecureRandom());
    rotations = new Rotations(backend, clock, this, RotationSettings.with(retries), events::add);
    repository.watch(rotations);
    operations.putAll(SecretOperations.of(backend));
    operations.putAll(RotationOperations.of(backend, this, rotations));
  }

  /** Replaces what a step does. */
  void on(String step, StepCode instead) {
    code.put(step, instead);
  }

  /** Has a step do again what a function owes. */
  void heal(String step) {
    code.remove(step);
  }

  @Override
  public boolean invokable(String functionArn) {
    return functionArn.equals(FUNCTION);
  }

  @Override
  public void invoke(String functionArn, Scope scope, String event)
      throws FunctionException, InterruptedException {
    try {
      Map<String, Object> members = JSON.std.mapFrom(event);
      String step = (String) members.get("Step");
      invocations.add(step);
      StepCode instead = code.get(step);
      if (instead == null) {
        perform(step, members);
      } else {
        instead.run(members);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** What a function owes the service, for a secret that is a number. */
  void perform(String step, Map<String, Object> event) {
    String secret = (String) event.get("SecretId");
    String version = (String) event.get("ClientRequestToken");
    if (step.equals("createSecret")) {
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
      List<String> holders =
          labels().entrySet().stream()
              .filter(entry -> entry.getValue().contains("AWSCURRENT"))
              .map(Map.Entry::getKey)
              .toList();
      call(
          "UpdateSecretVersionStage",
          "SecretId",
          secret,
          "VersionStage",
          "AWSCURRENT",
          "MoveToVersionId",
          version,
          "RemoveFromVersionId",
          holders.get(0));
    }
  }

  static String token(int number) {
    return "00000000-0000-4000-8000-%012d".formatted(number);
  }

  /** CreateSecret of {@code s}, whose first version is number 1. */
  void create() {
    call("CreateSecret", "Name", "s", "SecretString", "first", "ClientRequestToken", token(1));
  }

  /** RotateSecret with a function, and a version of a number. */
  Map<String, Object> rotate(int version) {
    return call(
        "RotateSecret",
        "SecretId",
        "s",
        "ClientRequestToken",
        token(version),
        "RotationLambdaARN",
        FUNCTION);
  }

  Map<String, Object> call(String operation, Object... namesAndValues) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      members.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return operations.get(operation).answer(SCOPE, new Parameters(members));
  }

  String refusal(String operation, Object... namesAndValues) {
    try {
      return "answered " + call(operation, namesAndValues);
    } catch (ApiException e) {
      return e.code() + ": " + e.text();
    }
  }

  Map<String, Object> describe() {
    return call("DescribeSecret", "SecretId", "s");
  }

  @SuppressWarnings("unchecked")
  Map<String, List<String>> labels() {
    return (Map<String, List<String>>) describe().getOrDefault("VersionIdsToStages", Map.of());
  }

  /** Lets time pass until a number of rotations have ended, and tells how. */
  List<String> awaitEnds(int number) {
    Instant deadline = Instant.now().plusSeconds(20);
    pass(Duration.ZERO);
    while (ends().size() < number) {
      assertThat(Instant.now()).as("still waiting, after %s", events).isBefore(deadline);
      pass(Duration.ofMillis(1));
    }
    return ends();
  }

  /** Lets time pass, with everything that falls due. */
  void pass(Duration time) {
    try {
      clock.advance(time);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> ends() {
    List<String> ends = new ArrayList<>();
    for (ServiceEvent event : events) {
      if (event instanceof ServiceEvent.Rotation state
          && state.state() != RotationEventName.ROTATION_STARTED
          && state.state() != RotationEventName.TEST_ROTATION_STARTED) {
        String cause = state.cause() == null ? "" : ": " + state.cause();
        ends.add(number(state.version()) + " " + state.state() + cause);
      }
    }
    return ends;
  }

  /** Every state and step in its order, versions by their numbers. */
  List<String> story() {
    List<String> story = new ArrayList<>();
    for (ServiceEvent event : events) {
      if (event instanceof ServiceEvent.Rotation state) {
        String cause = state.cause() == null ? "" : ": " + state.cause();
        story.add(number(state.version()) + " " + state.state() + cause);
      } else if (event instanceof ServiceEvent.StepEnded step) {
        String cause = step.error() == null ? "" : ": " + step.error();
        story.add(
            "%s %s, attempt %d%s"
                .formatted(number(step.version()), step.step(), step.attempt(), cause));
      }
    }
    return story;
  }

  private static String number(String version) {
    return version.replaceFirst("^0.*-0*", "");
  }

  static void pause() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    clock.close();
    rotations.close();
  }
}
