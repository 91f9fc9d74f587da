package dev.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.cli.Cli;
import dev.keyturn.cli.ListedRotator;
import dev.keyturn.credential.CredentialFormatException;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.door.Door;
import dev.keyturn.door.DoorRotator;
import dev.keyturn.door.DoorSecret;
import dev.keyturn.rotation.Authority;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.RotationRequest;
import dev.keyturn.rotation.SetRequest;
import dev.keyturn.rotation.Step;
import dev.keyturn.rotation.StepReport;
import dev.keyturn.rotation.VerifyRequest;
import dev.keyturn.secret.Deadline;
import dev.keyturn.secret.RotationToken;
import dev.keyturn.secret.SecretStoreException;
import dev.keyturn.secret.SecretText;
import dev.keyturn.secret.SecretValue;
import dev.keyturn.testkit.FaultInjector;
import dev.keyturn.testkit.FaultInjector.Moment;
import dev.keyturn.testkit.SecretsManagerExtension;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A canary sings in every password, rotation token and hostile message, in scenarios that succeed
 * and that fail; it is heard in no output, log line, metric, report, exception or record.
 */
class CanaryTest {

  @RegisterExtension static final SecretsManagerExtension SERVICE = DoorSecret.service();

  private static final String CANARY = "tweety";
  private static final String CURRENT = CANARY + "-current";
  private static final String NEXT = CANARY + "-next";
  private static final String PREVIOUS = CANARY + "-previous";
  private static final String ROOT = CANARY + "-root";
  private static final RotationToken PROOF =
      new RotationToken(SecretText.of(CANARY + "-8c1d63b2-70f4-4e9a-b5a8-3f29c0de7614"));

  private final StringBuilder heard = new StringBuilder();
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private PrintStream out;
  private PrintStream err;

  @BeforeEach
  void capture() {
    out = System.out;
    err = System.err;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void release() {
    System.setOut(out);
    System.setErr(err);
  }

  /** A scenario: what the service and the store do, and how it ends. */
  private record Scenario(String name, Reason end, Setting setting) {
    @Override
    public String toString() {
      return name;
    }
  }

  private interface Setting {
    void set(Stage stage);
  }

  /** What a scenario may change before the steps run. */
  private static final class Stage {
    final Door door = new Door().user("me", CURRENT).user("root", ROOT);
    final FaultInjector store = new FaultInjector(SERVICE.store());
    String[] values = {
      DoorSecret.json("me", PREVIOUS),
      DoorSecret.json("me", CURRENT, ",\"note\":\"" + CANARY + "\"")
    };
    String pending = DoorSecret.json("me", NEXT, ",\"note\":\"" + CANARY + "\"");
    Map<String, String> variables = Map.of();
  }

  static Stream<Scenario> scenarios() {
    return Stream.of(
        new Scenario("all is well", null, stage -> {}),
        new Scenario("an admin sets it", null, CanaryTest::withAdmin),
        new Scenario("an older password is tried", null, stage -> stage.door.user("me", PREVIOUS)),
        new Scenario(
            "a session ends quoting", null, stage -> stage.door.onClose(CanaryTest::failQuoting)),
        new Scenario(
            "a warning quotes",
            null,
            stage -> stage.door.warning(NEXT + " is better than " + CURRENT)),
        new Scenario(
            "nothing logs in",
            Reason.CREDENTIALS_REJECTED,
            stage -> stage.door.user("me", "by hand").rejecting("no entry with " + all())),
        new Scenario(
            "nobody answers",
            Reason.SERVICE_UNREACHABLE,
            stage ->
                stage.door.unavailable(
                    Reason.SERVICE_UNREACHABLE,
                    "no way to door://me:" + NEXT + "@house",
                    "Do not use " + NEXT,
                    new IOException("as me with " + NEXT, new IOException(NEXT)))),
        new Scenario(
            "the rotator throws what it knows",
            Reason.UNEXPECTED,
            stage -> stage.door.onSet(CanaryTest::failQuoting)),
        new Scenario(
            "the rotator explains with what it knows",
            Reason.SERVICE_REFUSED,
            stage ->
                stage.door.onSet(
                    () -> {
                      throw new RotationException(
                          Reason.SERVICE_REFUSED, "refused " + NEXT, "Not " + CURRENT, quoting());
                    })),
        new Scenario(
            "pending is no JSON", Reason.VALUE_INVALID, stage -> stage.pending = CANARY + NEXT),
        new Scenario(
            "pending lacks members",
            Reason.VALUE_INVALID,
            stage -> stage.pending = "{\"password\":[\"" + NEXT + "\"],\"port\":\"" + NEXT + "\"}"),
        new Scenario(
            "current is no JSON",
            Reason.VALUE_INVALID,
            stage -> stage.values = new String[] {"{\"password\":\"" + CURRENT}),
        new Scenario(
            "previous is no JSON",
            Reason.CREDENTIALS_REJECTED,
            stage -> {
              stage.values = new String[] {PREVIOUS, DoorSecret.json("me", CURRENT)};
              stage.door.user("me", "by hand");
            }),
        new Scenario(
            "the store fails with what it was sent",
            Reason.STORE_INVALID,
            stage -> stage.store.fail(2, Moment.BEFORE, storeFailure())),
        new Scenario(
            "the function is configured with a password",
            Reason.INVALID_CONFIGURATION,
            stage -> stage.variables = Map.of("PASSWORD_LENGTH", CURRENT)));
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  void isHeardNowhere(Scenario scenario) throws Exception {
    Stage stage = new Stage();
    scenario.setting().set(stage);
    List<StepReport> reports = new ArrayList<>();

    DoorSecret secret = DoorSecret.of(SERVICE.client(), stage.values).rotatingTo(stage.pending);
    RotationException failure = run(handler(stage, reports), secret);

    assertThat(failure == null ? null : failure.reason()).isEqualTo(scenario.end());
    assertThat(reports).isNotEmpty();
    reports.forEach(this::hear);
    if (failure != null) {
      hear(failure);
      hear(failure.observed());
      hear(failure.remedy());
    }
    assertThat(heard.toString()).contains(secret.id().value());
    assertSilence();
  }

  /** Made by the function itself, so that only what is stored tells it. */
  @Test
  void aNewPasswordIsHeardNowhere() throws Exception {
    Stage stage = new Stage();
    DoorSecret secret = DoorSecret.of(SERVICE.client(), stage.values).rotating();
    List<StepReport> reports = new ArrayList<>();

    assertThat(run(handler(stage, reports), secret)).isNull();

    String password =
        secret.value("AWSCURRENT").replaceFirst(".*\"password\":\"([^\"]*)\".*", "$1");
    reports.forEach(this::hear);
    assertThat(password).hasSize(32);
    assertThat(heard.toString()).doesNotContain(password);
    assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContain(password);
    assertSilence();
  }

  @Test
  void anEventIsNotQuoted() {
    Stage stage = new Stage();
    String event =
        "{\"Step\":\"%s\",\"SecretId\":[\"%s\"],\"ClientRequestToken\":\"%s\",\"RotationToken\":\"%s\"}"
            .formatted(CURRENT, CURRENT, CURRENT, CURRENT);

    for (String text : new String[] {event, CURRENT, "{\"" + CURRENT + "\":", event + CURRENT}) {
      try {
        handler(stage, new ArrayList<>())
            .handleRequest(
                new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)),
                OutputStream.nullOutputStream(),
                null);
        throw new AssertionError("taken for an event: " + text);
      } catch (RotationException | IOException e) {
        hear(e);
      }
    }
    assertThat(heard.toString()).contains("the event is not a rotation event");
    assertSilence();
  }

  /** What a secret holds, and what the service says when somebody logs in. */
  private record Stuck(String current, String pending, String previous, String file) {

    static Stream<Stuck> all() {
      String fine = listed(CURRENT, "");
      String next = listed(NEXT, "");
      String old = listed(PREVIOUS, "");
      return Stream.of(
          new Stuck(fine, next, old, "accepted"),
          new Stuck(fine, next, old, "rejection"),
          new Stuck(fine, next, old, "down"),
          new Stuck(fine, CANARY + NEXT, "{\"" + PREVIOUS, "accepted"),
          new Stuck("{\"password\":\"" + CURRENT, next, old, "accepted"),
          new Stuck(listed(CURRENT, ",\"port\":\"" + CURRENT + "\""), next, old, "accepted"),
          new Stuck(listed(CURRENT, ",\"masterarn\":\"<admin>\""), next, old, "accepted"));
    }

    private static String listed(String password, String more) {
      return "{\"engine\":\"listed\",\"host\":\"here\",\"username\":\"me\",\"password\":\"%s\",\"dbname\":\"<folder>\"%s}"
          .formatted(password, more);
    }
  }

  static Stream<Stuck> stuck() {
    return Stuck.all();
  }

  @ParameterizedTest
  @MethodSource("stuck")
  void commandsForWhoeverIsOnCallSayNothing(Stuck stuck, @TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("accepted"), "");
    Files.writeString(folder.resolve(stuck.file()), all());
    String name = "stuck-" + UUID.randomUUID();
    String admin = "admin-" + UUID.randomUUID();
    SERVICE.client().createSecret(r -> r.name(admin).secretString("{\"password\":\"" + ROOT));
    UnaryOperator<String> located =
        text -> text.replace("<folder>", folder.toString()).replace("<admin>", admin);
    SERVICE.client().createSecret(r -> r.name(name).secretString(located.apply(stuck.previous())));
    put(name, located.apply(stuck.current()), "AWSCURRENT");
    put(name, located.apply(stuck.pending()), "AWSPENDING");

    for (String command :
        List.of(
            "doctor --json",
            "doctor --no-login",
            "doctor --verbose",
            "doctor --function-env=LOGIN_BUDGET=" + CURRENT,
            "unstick --dry-run --min-age=0 --verbose",
            "unstick --restore-previous --min-age=0")) {
      Cli.Result result = Cli.run(words(command, name));
      hear(result.out());
      hear(result.err());
    }
    assertThat(heard.toString()).contains("AWSCURRENT", name);
    assertSilence();
  }

  private static void put(String name, String value, String label) {
    SERVICE.client().putSecretValue(r -> r.secretId(name).secretString(value).versionStages(label));
  }

  private static String[] words(String command, String name) {
    return Stream.concat(
            Stream.of(command.split(" ", -1)),
            Stream.of(
                name,
                "--rotator",
                "class:" + ListedRotator.class.getName(),
                "--endpoint",
                SERVICE.service().endpoint().toString(),
                "--region",
                "us-east-1"))
        .toArray(String[]::new);
  }

  @Test
  void recordsRedactThemselves() throws CredentialFormatException {
    Door door = new Door();
    DatabaseCredential credential =
        door.codec()
            .decode(SecretText.of(DoorSecret.json("me", CURRENT, ",\"x\":\"" + NEXT + "\"")));
    Deadline deadline = Deadline.after(InstantSource.system(), Duration.ofSeconds(1));
    DoorSecret secret = DoorSecret.of(SERVICE.client());
    RotationRequest request =
        new RotationRequest(Step.SET_SECRET, secret.id(), secret.token(), PROOF);

    for (Object each :
        new Object[] {
          credential,
          credential.withPassword(SecretText.of(NEXT)),
          credential.alternate(),
          credential.password(),
          credential.identity(),
          door.codec().encode(credential),
          request,
          PROOF,
          new SecretValue.Text(secret.token(), SecretText.of(CURRENT)),
          new LoginRequest<>(credential, Authority.CURRENT, deadline, warning -> {}),
          new SetRequest<>(
              new Nothing(),
              Authority.CURRENT,
              credential,
              credential,
              credential,
              deadline,
              w -> {}),
          new VerifyRequest<>(new Nothing(), credential, deadline),
          new LoginResult.Accepted<>(new Nothing()),
          new StepReport(request, null, false, Duration.ZERO, 1, 1, 1, List.of()),
        }) {
      assertThat(each.toString()).isNotEmpty();
      hear(each);
    }
    assertSilence();
  }

  private record Nothing() implements AutoCloseable {
    @Override
    public void close() {}
  }

  private DoorRotator handler(Stage stage, List<StepReport> reports) {
    return new DoorRotator(
        new RotationEnvironment(
            stage.store,
            InstantSource.system(),
            new SecureRandom(),
            stage.variables,
            List.of(
                new StepLogLine(line -> heard.append(line).append('\n')),
                new EmbeddedMetrics(
                    line -> heard.append(line).append('\n'), InstantSource.system()),
                reports::add)),
        stage.door);
  }

  private static RotationException run(DoorRotator handler, DoorSecret secret) {
    for (Step step : Step.values()) {
      try {
        handler.handle(
            new RotationRequest(step, secret.id(), secret.token(), PROOF), Duration.ofSeconds(30));
      } catch (RotationException e) {
        return e;
      }
    }
    return null;
  }

  private static void withAdmin(Stage stage) {
    String admin = "admin-" + UUID.randomUUID();
    SERVICE.client().createSecret(r -> r.name(admin).secretString(DoorSecret.json("root", ROOT)));
    stage.values =
        new String[] {DoorSecret.json("me", CURRENT, ",\"masterarn\":\"" + admin + "\"")};
    stage.pending = DoorSecret.json("me_clone", NEXT, ",\"masterarn\":\"" + admin + "\"");
  }

  private static SecretStoreException storeFailure() {
    return new SecretStoreException(
        SecretStoreException.Kind.INVALID, "GetSecretValue", "a bad request", null);
  }

  private static void failQuoting() throws IOException {
    throw quoting();
  }

  /** As drivers do: the statement, and a chain of causes. */
  private static IOException quoting() {
    return new IOException(
        "ALTER USER me PASSWORD '" + NEXT + "'",
        new IllegalStateException("login as me/" + CURRENT, new IOException(NEXT)));
  }

  private static String all() {
    return String.join(" ", CURRENT, NEXT, PREVIOUS);
  }

  private void hear(Object thing) {
    if (thing instanceof Throwable failure) {
      StringWriter text = new StringWriter();
      failure.printStackTrace(new PrintWriter(text));
      heard.append(text);
    }
    heard.append(thing).append('\n');
  }

  private void assertSilence() {
    assertThat(heard.toString()).doesNotContainIgnoringCase(CANARY);
    assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContainIgnoringCase(CANARY);
  }
}
