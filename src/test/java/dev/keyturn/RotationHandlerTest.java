package dev.keyturn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.amazonaws.services.lambda.runtime.Context;
import dev.keyturn.door.Door;
import dev.keyturn.door.DoorRotator;
import dev.keyturn.door.DoorSecret;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.RotationListener;
import dev.keyturn.rotation.Step;
import dev.keyturn.rotation.StepReport;
import dev.keyturn.testkit.FaultInjector;
import dev.keyturn.testkit.ManualClock;
import dev.keyturn.testkit.SecretsManagerExtension;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class RotationHandlerTest {

  @RegisterExtension static final SecretsManagerExtension SERVICE = DoorSecret.service();

  private static final Duration TIME = Duration.ofSeconds(30);
  private static final String CURRENT = DoorSecret.json("me", "current-password");

  private final Door door = new Door().user("me", "current-password");
  private final ManualClock clock = new ManualClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final List<StepReport> reports = new ArrayList<>();
  private final Map<String, String> variables = new HashMap<>();
  private FaultInjector store;
  private DoorSecret secret;

  @BeforeEach
  void aRotation() {
    store = new FaultInjector(SERVICE.store());
    secret = DoorSecret.of(SERVICE.client(), CURRENT).rotating();
  }

  @Test
  void rotatesAsLambdaCallsIt() throws IOException {
    DoorRotator handler = handler(reports::add);

    for (Step step : Step.values()) {
      assertThat(invoke(handler, event(step), context(20_000))).isEqualTo("null");
    }

    assertThat(secret.labelsOfToken()).containsExactly("AWSCURRENT", "AWSPENDING");
    assertThat(reports)
        .extracting(report -> report.request().step())
        .containsExactly(Step.values());
    assertThat(reports).extracting(StepReport::failure).containsOnlyNulls();
  }

  @Test
  void keepsHalfASecondOfTheInvocationToReportIn() throws IOException {
    DoorRotator handler = handler();
    invoke(handler, event(Step.CREATE_SECRET), context(20_000));

    invoke(handler, event(Step.SET_SECRET), context(20_000));

    assertThat(door.lastSet().deadline().remaining()).isEqualTo(Duration.ofMillis(19_500));
  }

  @Test
  void takesThirtySecondsWithoutAContext() throws IOException {
    DoorRotator handler = handler();
    invoke(handler, event(Step.CREATE_SECRET), null);

    invoke(handler, event(Step.SET_SECRET), null);

    assertThat(door.lastSet().deadline().remaining()).isEqualTo(Duration.ofMillis(29_500));
  }

  @Test
  void makesNoCallInTheReserve() {
    DoorRotator handler = handler(reports::add);

    assertThatThrownBy(() -> invoke(handler, event(Step.CREATE_SECRET), context(500)))
        .hasMessage(
            "createSecret of %s: DescribeSecret failed: the time ran out before the call. Give the function a longer Timeout; AWS's own rotation templates have 30 seconds."
                .formatted(secret.id()));
    assertThat(reports).hasSize(1);
  }

  @Test
  void refusesAStrangeEventBeforeAnythingElse() {
    DoorRotator handler = handler(reports::add);

    assertThatThrownBy(() -> invoke(handler, "{\"Step\":\"hunter2-hunter2\"}", null))
        .hasMessage(
            "the event is not a rotation event: Step is none of createSecret, setSecret, testSecret, finishSecret; SecretId is missing; ClientRequestToken is missing. Only Secrets Manager should invoke this function; to try it by hand, send one of events/*.json.");
    assertThat(reports).isEmpty();
    assertThat(store.calls()).isEmpty();
    assertThat(door.visits()).isEmpty();
  }

  @Test
  void throwsWhatTheListenersHeardOf() {
    door.user("me", "set by hand");
    DoorRotator handler = handler(reports::add);
    handler.handle(secret.request(Step.CREATE_SECRET), TIME);

    assertThatThrownBy(() -> handler.handle(secret.request(Step.SET_SECRET), TIME))
        .isSameAs(reports.get(1).failure())
        .isInstanceOf(RotationException.class);
  }

  @Test
  void tellsAllProblemsOfTheConfigurationAtOnceAndCallsNothing() {
    variables.putAll(
        Map.of(
            "EMBEDDED_METRICS", "hunter2",
            "ROTATION_STRATEGY", "hunter2",
            "PASSWORD_LENGTH", "64",
            "EXCLUDE_NUMBERS", "hunter2",
            "EXCLUDE_CHARACTERS", "abcdefghijklmnopqrstuvwxyz",
            "PROMPT_PROMOTION", "yes",
            "LOGIN_BUDGET", "2",
            "DOOR_LOCKED", "hunter2"));
    DoorRotator handler = handler(reports::add);
    String problems =
        "the function's environment variables are wrong: EMBEDDED_METRICS is neither true nor false; DOOR_LOCKED is neither true nor false;"
            + " ROTATION_STRATEGY is none of admin, alternating, single;"
            + " PASSWORD_LENGTH is not a whole number from 8 to 40;"
            + " EXCLUDE_NUMBERS is neither true nor false;"
            + " EXCLUDE_CHARACTERS leaves no lowercase letter, but each type that is included must occur;"
            + " PROMPT_PROMOTION is neither true nor false;"
            + " LOGIN_BUDGET is not a whole number from 3 to 20."
            + " Correct them in the function's configuration.";

    assertThatThrownBy(() -> handler.handle(secret.request(Step.CREATE_SECRET), TIME))
        .hasMessage("createSecret of %s: %s".formatted(secret.id(), problems));
    assertThatThrownBy(handler::checkConfiguration)
        .hasMessage(problems)
        .isInstanceOfSatisfying(
            RotationException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.INVALID_CONFIGURATION));
    assertThat(reports)
        .singleElement()
        .satisfies(report -> assertThat(report.storeCalls()).isZero())
        .extracting(report -> report.failure().reason())
        .isEqualTo(Reason.INVALID_CONFIGURATION);
    assertThat(store.calls()).isEmpty();
  }

  /** CloudFormation cannot leave a variable out. */
  @Test
  void takesAnEmptyVariableForNone() {
    for (String name : List.of("ROTATION_STRATEGY", "PASSWORD_LENGTH", "EXCLUDE_CHARACTERS")) {
      variables.put(name, "");
    }

    handler().checkConfiguration();
  }

  @Test
  void aListenerThatThrowsChangesNoOutcome() {
    List<LogRecord> records = new ArrayList<>();
    RotationListener broken =
        report -> {
          throw new IllegalStateException("the disk is full");
        };
    DoorRotator handler = handler(broken, reports::add);

    Capture capture = new Capture(records);
    try {
      handler.handle(secret.request(Step.CREATE_SECRET), TIME);
      door.user("me", "set by hand");
      assertThatThrownBy(() -> handler.handle(secret.request(Step.SET_SECRET), TIME))
          .isSameAs(reports.get(1).failure());
    } finally {
      capture.close();
    }

    assertThat(reports).hasSize(2);
    assertThat(records)
        .hasSize(2)
        .allSatisfy(
            line -> {
              assertThat(line.getMessage()).isEqualTo("a rotation listener failed");
              assertThat(line.getThrown()).hasMessage("the disk is full");
            });
  }

  @Test
  void aSubclassCannotChangeTheProtocol() {
    assertThat(
            Arrays.stream(RotationHandler.class.getDeclaredMethods())
                .filter(method -> !method.isSynthetic())
                .filter(method -> !Modifier.isPrivate(method.getModifiers())))
        .isNotEmpty()
        .allMatch(method -> Modifier.isFinal(method.getModifiers()));
  }

  /** Takes what the handler logs by itself. */
  private static final class Capture extends Handler {

    private static final Logger LOGGER = Logger.getLogger(RotationHandler.class.getName());

    private final List<LogRecord> records;

    Capture(List<LogRecord> records) {
      this.records = records;
      LOGGER.setUseParentHandlers(false);
      LOGGER.addHandler(this);
    }

    @Override
    public void publish(LogRecord line) {
      records.add(line);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      LOGGER.removeHandler(this);
      LOGGER.setUseParentHandlers(true);
    }
  }

  private DoorRotator handler(RotationListener... listeners) {
    return new DoorRotator(
        new RotationEnvironment(store, clock, new Random(1), variables, List.of(listeners)), door);
  }

  private String event(Step step) {
    return "{\"Step\":\"%s\",\"SecretId\":\"%s\",\"ClientRequestToken\":\"%s\"}"
        .formatted(step, secret.id(), secret.token());
  }

  private static String invoke(DoorRotator handler, String event, Context context)
      throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    handler.handleRequest(
        new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)), output, context);
    return output.toString(StandardCharsets.UTF_8);
  }

  /** A context that only tells the time; whatever else is asked fails. */
  private static Context context(int milliseconds) {
    return (Context)
        Proxy.newProxyInstance(
            Context.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getRemainingTimeInMillis")) {
                return milliseconds;
              }
              throw new UnsupportedOperationException(method.getName());
            });
  }
}
