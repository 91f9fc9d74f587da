package dev.keyturn;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.rotation.RotationListener;
import dev.keyturn.rotation.StepReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Writes metrics of every step in CloudWatch's embedded metric format.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html">Embedded
 *     metric format</a>
 */
final class EmbeddedMetrics implements RotationListener {

  private static final String NAMESPACE = "Keyturn";

  private final Consumer<String> lines;
  private final InstantSource clock;

  EmbeddedMetrics(Consumer<String> lines, InstantSource clock) {
    this.lines = lines;
    this.clock = clock;
  }

  @Override
  public void stepEnded(StepReport report) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("_aws", directive());
    line.put("Step", report.request().step().toString());
    // A property, not a dimension: one metric a secret would be billed a secret.
    line.put("Secret", report.request().secret().value());
    line.put("Failed", report.failure() == null ? 0 : 1);
    line.put("Duration", report.elapsed().toMillis());
    line.put("RejectedLogins", report.rejectedLogins());
    try {
      lines.accept(JSON.std.asString(line));
    } catch (IOException e) {
      throw new UncheckedIOException("writing JSON to memory", e);
    }
  }

  private Map<String, Object> directive() {
    return ordered(
        "Timestamp",
        clock.millis(),
        "CloudWatchMetrics",
        List.of(
            ordered(
                "Namespace",
                NAMESPACE,
                "Dimensions",
                List.of(List.of("Step")),
                "Metrics",
                List.of(
                    metric("Failed", "Count"),
                    metric("Duration", "Milliseconds"),
                    metric("RejectedLogins", "Count")))));
  }

  private static Map<String, Object> metric(String name, String unit) {
    return ordered("Name", name, "Unit", unit);
  }

  /** One order in every process, so that lines can be compared. */
  private static Map<String, Object> ordered(Object... namesAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      map.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return map;
  }
}
