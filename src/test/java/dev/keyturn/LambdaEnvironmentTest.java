package dev.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.aws.AwsSecretStore;
import dev.keyturn.rotation.RotationRequest;
import dev.keyturn.rotation.Step;
import dev.keyturn.rotation.StepReport;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.VersionId;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LambdaEnvironmentTest {

  private static final String REGION = "aws.region";
  private static final StepReport REPORT =
      new StepReport(
          new RotationRequest(
              Step.CREATE_SECRET,
              new SecretId("app"),
              new VersionId("terraform-20261124000000000000000002"),
              null),
          null,
          false,
          Duration.ZERO,
          1,
          0,
          0,
          List.of());

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = System.out;
  private String regionBefore;

  @BeforeEach
  void inLambda() {
    regionBefore = System.getProperty(REGION);
    System.setProperty(REGION, "us-east-1");
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  @AfterEach
  void outOfLambda() {
    System.setOut(out);
    if (regionBefore == null) {
      System.clearProperty(REGION);
    } else {
      System.setProperty(REGION, regionBefore);
    }
  }

  @Test
  void hasAwsARealGeneratorAndTheProcesssVariables() {
    RotationEnvironment environment = RotationEnvironment.current();

    assertThat(environment.store()).isInstanceOf(AwsSecretStore.class);
    assertThat(environment.random()).isInstanceOf(SecureRandom.class);
    assertThat(environment.variables()).isEqualTo(System.getenv());
  }

  @Test
  void printsALogLineForEveryStepAndNoMetrics() {
    report(Map.of());

    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .singleElement()
        .asString()
        .startsWith("{\"level\":\"INFO\",\"step\":\"createSecret\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"true", "TRUE"})
  void printsMetricsWhenAskedTo(String value) {
    report(Map.of("EMBEDDED_METRICS", value));

    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .hasSize(2)
        .last()
        .asString()
        .startsWith("{\"_aws\":{\"Timestamp\":");
  }

  private static void report(Map<String, String> variables) {
    LambdaEnvironment.of(variables).listeners().forEach(each -> each.stepEnded(REPORT));
  }
}
