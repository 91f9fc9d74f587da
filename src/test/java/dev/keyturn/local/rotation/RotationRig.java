package dev.keyturn.local.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.local.events.RotationEventName;
import dev.keyturn.local.events.ServiceEvent;
import dev.keyturn.local.model.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A function that a test replaces step by step: without that, a step does what it owes. */
final class RotationRig extends WirelessService {

  private static final Instant START = Instant.parse("2026-11-24T10:15:30Z");

  /** What a step does. */
  interface StepCode {
    void run(Map<String, Object> event) throws FunctionException, InterruptedException;
  }

  final List<String> invocations = new CopyOnWriteArrayList<>();
  private final Map<String, StepCode> code = new ConcurrentHashMap<>();

  RotationRig(int attempts) {
    this(new RetryPolicy(attempts, Duration.ofMillis(1)));
  }

  RotationRig(RetryPolicy retries) {
    super(START, RotationSettings.with(retries));
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
  void run(String step, Map<String, Object> event) throws FunctionException, InterruptedException {
    invocations.add(step);
    StepCode instead = code.get(step);
    if (instead == null) {
      perform(step, event);
    } else {
      instead.run(event);
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

  String refusal(String operation, Object... namesAndValues) {
    try {
      return "answered " + call(operation, namesAndValues);
    } catch (ApiException e) {
      return e.code() + ": " + e.text();
    }
  }

  Map<String, Object> describe() {
    return describe("s");
  }

  Map<String, List<String>> labels() {
    return labels("s");
  }

  /** Lets time pass until a number of rotations have ended, and tells how. */
  List<String> awaitEnds(int number) {
    Instant deadline = Instant.now().plusSeconds(20);
    pass(Duration.ZERO);
    while (ends().size() < number) {
      assertThat(Instant.now()).as("still waiting, after %s", events()).isBefore(deadline);
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
    for (ServiceEvent event : events()) {
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
    for (ServiceEvent event : events()) {
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
}
