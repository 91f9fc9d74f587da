package dev.keyturn.local.events;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One event as one line of JSON: {@code time}, {@code type}, what belongs to the type, and for what
 * CloudTrail hears of the members with which EventBridge delivers it.
 */
public final class EventJson {

  private EventJson() {}

  /**
   * Writes an event.
   *
   * @param event the event
   * @return one line, without its end
   */
  public static String of(ServiceEvent event) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("time", event.time().toString());
    if (event instanceof ServiceEvent.ApiCall call) {
      members.put("type", "ApiCall");
      members.put("operation", call.operation());
      put(members, "secret", call.secret());
      put(members, "error", call.error());
    } else if (event instanceof ServiceEvent.Rotation rotation) {
      members.put("type", rotation.state().toString());
      members.put("secret", rotation.secret());
      members.put("version", rotation.version());
      put(members, "cause", rotation.cause());
    } else if (event instanceof ServiceEvent.StepStarted step) {
      members.put("type", "StepStarted");
      step(members, step.secret(), step.version(), step.step(), step.attempt());
    } else if (event instanceof ServiceEvent.StepEnded step) {
      members.put("type", step.error() == null ? "StepSucceeded" : "StepFailed");
      step(members, step.secret(), step.version(), step.step(), step.attempt());
      members.put("milliseconds", step.elapsed().toMillis());
      put(members, "cause", step.error());
    } else if (event instanceof ServiceEvent.VersionDeletion deletion) {
      members.put("type", deletion.state().toString());
      members.put("secret", deletion.secret());
      members.put("version", deletion.version());
    } else if (event instanceof ServiceEvent.FunctionLog log) {
      members.put("type", "FunctionLog");
      members.put("function", log.function());
      members.put("line", log.line());
    }
    members.putAll(CloudTrailEvent.members(event));
    try {
      return JSON.std.asString(members);
    } catch (IOException e) {
      throw new UncheckedIOException("writing JSON to memory", e);
    }
  }

  private static void step(
      Map<String, Object> members, String secret, String version, String step, int attempt) {
    members.put("secret", secret);
    members.put("version", version);
    members.put("step", step);
    members.put("attempt", attempt);
  }

  private static void put(Map<String, Object> members, String name, @Nullable String value) {
    if (value != null) {
      members.put(name, value);
    }
  }
}
