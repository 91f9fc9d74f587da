package dev.keyturn;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.RotationRequest;
import dev.keyturn.rotation.Step;
import dev.keyturn.rotation.StepReport;
import dev.keyturn.secret.RotationToken;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretText;
import dev.keyturn.secret.VersionId;
import dev.keyturn.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The step's log line and its metrics, to the letter. */
class ListenersTest {

  private static final String PROOF = "8c1d63b2-70f4-4e9a-b5a8-3f29c0de7614";
  private static final RotationRequest REQUEST =
      new RotationRequest(
          Step.SET_SECRET,
          new SecretId("arn:aws:secretsmanager:us-east-1:123456789012:secret:app-AbCdEf"),
          new VersionId("5f0c9a7e-2b41-4c1d-9a36-7d2e81f4b605"),
          new RotationToken(SecretText.of(PROOF)));
  private static final String BEGINNING =
      "\"step\":\"setSecret\",\"secret\":\"arn:aws:secretsmanager:us-east-1:123456789012:secret:app-AbCdEf\",\"token\":\"5f0c9a7e-2b41-4c1d-9a36-7d2e81f4b605\"";
  private static final String END =
      "\"milliseconds\":1234,\"awsCalls\":3,\"logins\":2,\"rejectedLogins\":1";

  private final List<String> lines = new ArrayList<>();
  private final StepLogLine log = new StepLogLine(lines::add);

  @Test
  void logsAStepThatIsDone() {
    log.stepEnded(report(null, false));

    assertThat(lines)
        .containsExactly(
            "{\"level\":\"INFO\",%s,\"outcome\":\"done\",%s}".formatted(BEGINNING, END));
  }

  @Test
  void logsThatThereWasNothingToDo() {
    log.stepEnded(report(null, true));

    assertThat(lines)
        .containsExactly(
            "{\"level\":\"INFO\",%s,\"outcome\":\"already current\",%s}".formatted(BEGINNING, END));
  }

  @Test
  void logsWarnings() {
    log.stepEnded(report(null, false, "no TLS", "deprecated"));

    assertThat(lines)
        .containsExactly(
            "{\"level\":\"WARN\",%s,\"outcome\":\"done\",%s,\"warnings\":[\"no TLS\",\"deprecated\"]}"
                .formatted(BEGINNING, END));
  }

  /** A line stays one line, whatever a server said. */
  @Test
  void logsAFailure() {
    log.stepEnded(
        report(
            new RotationException(Reason.SERVICE_FAILED, "it said \"no\"\nand left", "Ask again"),
            false,
            "no TLS"));

    assertThat(lines)
        .containsExactly(
            "{\"level\":\"ERROR\",%s,\"outcome\":\"failed\",\"reason\":\"SERVICE_FAILED\",\"message\":\"it said \\\"no\\\"\\nand left. Ask again.\",%s,\"warnings\":[\"no TLS\"]}"
                .formatted(BEGINNING, END));
  }

  @Test
  void logsNoRotationToken() {
    log.stepEnded(report(null, false));

    assertThat(lines.get(0)).doesNotContain(PROOF);
    assertThat(report(null, false).toString()).doesNotContain(PROOF);
  }

  /**
   * The embedded metric format's root node: {@code _aws} with a time-stamp in milliseconds and the
   * metrics that the other members hold; the secret is a property, since a dimension is billed.
   */
  @Test
  void writesMetricsInCloudWatchsFormat() {
    EmbeddedMetrics metrics =
        new EmbeddedMetrics(lines::add, new ManualClock(Instant.parse("2026-11-24T00:00:00.5Z")));

    metrics.stepEnded(report(null, false));
    metrics.stepEnded(
        report(new RotationException(Reason.SERVICE_FAILED, "it said no", "Ask again"), false));

    String line =
        "{\"_aws\":{\"Timestamp\":1795478400500,\"CloudWatchMetrics\":[{\"Namespace\":\"Keyturn\",\"Dimensions\":[[\"Step\"]],\"Metrics\":[{\"Name\":\"Failed\",\"Unit\":\"Count\"},{\"Name\":\"Duration\",\"Unit\":\"Milliseconds\"},{\"Name\":\"RejectedLogins\",\"Unit\":\"Count\"}]}]},\"Step\":\"setSecret\",\"Secret\":\"arn:aws:secretsmanager:us-east-1:123456789012:secret:app-AbCdEf\",\"Failed\":%d,\"Duration\":1234,\"RejectedLogins\":1}";
    assertThat(lines).containsExactly(line.formatted(0), line.formatted(1));
  }

  private static StepReport report(
      @Nullable RotationException failure, boolean alreadyCurrent, String... warnings) {
    return new StepReport(
        REQUEST, failure, alreadyCurrent, Duration.ofMillis(1234), 3, 2, 1, List.of(warnings));
  }
}
