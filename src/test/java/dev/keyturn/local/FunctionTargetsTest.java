package dev.keyturn.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.cli.servers.Ports;
import dev.keyturn.local.auth.OpenAccess;
import dev.keyturn.local.events.ServiceEvent;
import dev.keyturn.local.functions.FunctionSettings;
import dev.keyturn.local.functions.FunctionTarget;
import dev.keyturn.local.functions.InvokeApi;
import dev.keyturn.local.rotation.RetryPolicy;
import dev.keyturn.local.secrets.Scope;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whole rotations by functions of every kind that runs outside this JVM. */
@Timeout(60)
class FunctionTargetsTest {

  private static final String ARN = "arn:aws:lambda:eu-west-1:123456789012:function:";
  private static final String HANDLER = FileDoorRotator.class.getName();

  @TempDir Path directory;
  private final List<ServiceEvent> events = new CopyOnWriteArrayList<>();
  private EmbeddedSecretsManager service;
  private Wire wire;
  private Path lock;

  @BeforeEach
  void lockTheDoor() throws IOException {
    lock = Files.writeString(directory.resolve("lock"), "first-password");
  }

  @AfterEach
  void stop() {
    if (service != null) {
      service.close();
    }
  }

  @Test
  void aCommandRotates() throws IOException {
    String command =
        "command:'%s' -cp '%s' dev.keyturn.local.functions.RuntimeClient %s"
            .formatted(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                System.getProperty("java.class.path"),
                HANDLER);
    start(EmbeddedSecretsManager.builder().function("Door", FunctionTarget.parse(command)));

    rotate("Door");

    assertThat(failureOrSuccess()).isEqualTo("RotationSucceeded");
    assertThat(logOf("Door")).anyMatch(line -> line.contains("finishSecret"));
  }

  @Test
  void aTemplatesFunctionRotatesByEachOfItsNames() throws IOException {
    Path template =
        template(
            """
                  FunctionName: !Sub '${AWS::StackName}-door'
                  AutoPublishAlias: live
                  SnapStart: {ApplyOn: PublishedVersions}
                  Environment: {Variables: {PASSWORD_LENGTH: !If [Europe, 20, 24]}}
            """);
    start(EmbeddedSecretsManager.builder().template(template));

    rotate("Door");
    assertThat(failureOrSuccess()).isEqualTo("RotationSucceeded");
    assertThat(Files.readString(lock)).as("as long as in Europe").hasSize(20);

    events.clear();
    rotate("local-door");
    assertThat(failureOrSuccess()).isEqualTo("RotationSucceeded");

    events.clear();
    rotate("local-door:live");
    assertThat(failureOrSuccess()).as("by the alias that SAM makes").isEqualTo("RotationSucceeded");
    assertThat(service.warnings()).isEmpty();
    service.kill("Door");
  }

  @Test
  void aFunctionThatCannotStartKeepsTheServiceFromIt() {
    assertThatThrownBy(
            () ->
                start(
                    EmbeddedSecretsManager.builder()
                        .function(
                            "Door",
                            FunctionTarget.parse(
                                "process:dev.keyturn.local.functions.ProbeHandler"))
                        .functionVariable("Door", "FAIL_AT_START", "yes")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("function Door cannot start: ")
        .hasMessageContaining("java.lang.IllegalStateException: no configuration");
  }

  /** Many of a template's functions do not rotate, and may need what is not here. */
  @Test
  void aTemplatesFunctionThatCannotStartIsWarnedOf() throws IOException {
    Path template =
        template(
            """
                  Environment: {Variables: {PASSWORD_LENGTH: !GetAtt Table.Length}}
              Web:
                Type: AWS::Serverless::Function
                Properties:
                  Runtime: java25
                  Handler: dev.keyturn.local.functions.ProbeHandler
                  Environment: {Variables: {FAIL_AT_START: 'yes'}}
            """);
    start(
        EmbeddedSecretsManager.builder()
            .template(template)
            .functionVariable("Door", "PASSWORD_LENGTH", "21"));

    assertThat(service.warnings()).hasSize(1);
    assertThat(service.warnings().get(0))
        .startsWith("function Web cannot start: ")
        .contains("java.lang.IllegalStateException: no configuration");
    rotate("Door");
    assertThat(failureOrSuccess()).isEqualTo("RotationSucceeded");
    assertThat(Files.readString(lock)).as("the command line's variable").hasSize(21);
  }

  /** What {@code run-function} serves, as another program would reach it. */
  @Test
  void anInvokeApiThatComesLateRotates() throws IOException {
    int port = Ports.free();
    start(
        EmbeddedSecretsManager.builder()
            .function("Door", FunctionTarget.parse("http://127.0.0.1:%d/Other".formatted(port))));
    assertThat(service.warnings())
        .containsExactly(
            "function Door cannot be reached at http://127.0.0.1:%d yet; until then RotateSecret answers AccessDeniedException"
                .formatted(port));
    assertThat(
            wire.refusal(
                "RotateSecret",
                "SecretId",
                "door",
                "ClientRequestToken",
                Wire.token(9),
                "RotationLambdaARN",
                ARN + "Door"))
        .isEqualTo(
            "AccessDeniedException: Secrets Manager cannot invoke the specified Lambda function."
                + " Ensure that the function policy grants access to the principal"
                + " secretsmanager.amazonaws.com.");

    try (InvokeApi api = invokeApi(port)) {
      assertThat(api.port()).isEqualTo(port);
      rotate("Door");
      assertThat(failureOrSuccess()).isEqualTo("RotationSucceeded");

      Files.writeString(lock, "changed by hand");
      events.clear();
      rotate("Door");
      assertThat(failureOrSuccess())
          .as("in the function's own words")
          .startsWith("RotationFailed: ")
          .contains("setSecret")
          .doesNotContain("java.", "changed by hand");
    }
  }

  private InvokeApi invokeApi(int port) throws IOException {
    return InvokeApi.listen(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        FunctionTarget.parse("process:" + HANDLER),
        new FunctionSettings(
            "Other",
            Map.of(),
            Duration.ofSeconds(30),
            service::endpoint,
            null,
            new OpenAccess()::open,
            line -> {}),
        new Scope(Scope.DEFAULT_ACCOUNT, "eu-west-1"),
        warning -> {
          throw new AssertionError(warning);
        });
  }

  private Path template(String properties) throws IOException {
    return Files.writeString(
        directory.resolve("template.yaml"),
        """
        Conditions: {Europe: !Equals [!Ref 'AWS::Region', eu-west-1]}
        Resources:
          Table: {Type: 'AWS::DynamoDB::Table'}
          Door:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: java25
              Handler: %s::handleRequest
        """
                .formatted(HANDLER)
            + properties);
  }

  private void start(EmbeddedSecretsManagerBuilder builder) throws IOException {
    service = builder.retries(new RetryPolicy(1, Duration.ZERO)).observer(events::add).start();
    wire = new Wire(service.endpoint());
    wire.call(
        "CreateSecret",
        "Name",
        "door",
        "ClientRequestToken",
        Wire.token(1),
        "SecretString",
        """
        {"engine":"door","host":"here","username":"me","password":"first-password","dbname":"%s"}"""
            .formatted(lock));
  }

  private void rotate(String function) throws IOException {
    wire.call(
        "RotateSecret",
        "SecretId",
        "door",
        "ClientRequestToken",
        java.util.UUID.randomUUID().toString(),
        "RotationLambdaARN",
        ARN + function);
  }

  private List<String> logOf(String function) {
    return events.stream()
        .filter(ServiceEvent.FunctionLog.class::isInstance)
        .map(ServiceEvent.FunctionLog.class::cast)
        .filter(log -> log.function().equals(function))
        .map(ServiceEvent.FunctionLog::line)
        .toList();
  }

  private String failureOrSuccess() {
    Instant end = Instant.now().plusSeconds(20);
    while (true) {
      for (ServiceEvent event : events) {
        if (event instanceof ServiceEvent.Rotation rotation
            && !rotation.state().toString().equals("RotationStarted")) {
          return rotation.state() + (rotation.cause() == null ? "" : ": " + rotation.cause());
        }
      }
      assertThat(Instant.now()).as("%s", events).isBefore(end);
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
