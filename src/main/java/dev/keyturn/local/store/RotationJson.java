package dev.keyturn.local.store;

import dev.keyturn.local.schedule.Window;
import dev.keyturn.local.secrets.RotationRules;
import dev.keyturn.local.secrets.RotationState;
import dev.keyturn.local.secrets.RotationState.UnderWay;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is remembered of a secret's rotation as JSON, for the disk. */
final class RotationJson {

  private RotationJson() {}

  static Map<String, Object> write(RotationState state) {
    Members members = new Members();
    members.put("enabled", state.enabled());
    members.put("functionArn", state.functionArn());
    members.put("rules", state.rules() == null ? null : rules(state.rules()));
    members.put("lastRotated", state.lastRotated());
    members.put("next", state.next() == null ? null : window(state.next()));
    members.put("underWay", state.underWay() == null ? null : underWay(state.underWay()));
    return members.asMap();
  }

  static RotationState read(Members members) {
    return new RotationState(
        members.flag("enabled"),
        members.text("functionArn"),
        members.has("rules") ? rules(members.members("rules")) : null,
        members.time("lastRotated"),
        window(members, "next"),
        members.has("underWay") ? underWay(members.members("underWay")) : null);
  }

  private static Map<String, Object> rules(RotationRules rules) {
    Members members = new Members();
    members.put("afterDays", rules.afterDays());
    members.put("expression", rules.expression());
    members.put("duration", rules.duration());
    return members.asMap();
  }

  private static RotationRules rules(Members members) {
    return new RotationRules(
        members.number("afterDays"), members.text("expression"), members.text("duration"));
  }

  private static Map<String, Object> underWay(UnderWay rotation) {
    Members members = new Members();
    members.put("version", rotation.version());
    members.put("window", rotation.window() == null ? null : window(rotation.window()));
    members.put("test", rotation.test());
    return members.asMap();
  }

  private static UnderWay underWay(Members members) {
    return new UnderWay(
        members.required("version"), window(members, "window"), members.flag("test"));
  }

  private static Map<String, Object> window(Window window) {
    Members members = new Members();
    members.put("opens", window.opens());
    members.put("closes", window.closes());
    return members.asMap();
  }

  private static @Nullable Window window(Members parent, String name) {
    if (!parent.has(name)) {
      return null;
    }
    Members members = parent.members(name);
    return new Window(members.requiredTime("opens"), members.requiredTime("closes"));
  }
}
