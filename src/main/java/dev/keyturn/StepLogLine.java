package dev.keyturn;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.RotationListener;
import dev.keyturn.rotation.StepReport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Writes one line of JSON for every step. */
final class StepLogLine implements RotationListener {

  private final Consumer<String> lines;

  StepLogLine(Consumer<String> lines) {
    this.lines = lines;
  }

  @Override
  public void stepEnded(StepReport report) {
    try {
      lines.accept(JSON.std.asString(members(report)));
    } catch (IOException e) {
      throw new UncheckedIOException("writing JSON to memory", e);
    }
  }

  private static Map<String, Object> members(StepReport report) {
    RotationException failure = report.failure();
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("level", level(report));
    members.put("step", report.request().step().toString());
    members.put("secret", report.request().secret().value());
    members.put("token", report.request().version().value());
    members.put("outcome", outcome(report));
    if (failure != null) {
      members.put("reason", failure.reason().name());
      members.put("message", String.valueOf(failure.getMessage()));
    }
    members.put("milliseconds", report.elapsed().toMillis());
    members.put("awsCalls", report.storeCalls());
    members.put("logins", report.logins());
    members.put("rejectedLogins", report.rejectedLogins());
    if (!report.warnings().isEmpty()) {
      members.put("warnings", report.warnings());
    }
    return members;
  }

  private static String level(StepReport report) {
    if (report.failure() != null) {
      return "ERROR";
    }
    return report.warnings().isEmpty() ? "INFO" : "WARN";
  }

  static String outcome(StepReport report) {
    if (report.failure() != null) {
      return "failed";
    }
    return report.alreadyCurrent() ? "already current" : "done";
  }
}
