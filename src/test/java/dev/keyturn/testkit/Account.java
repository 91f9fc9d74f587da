package dev.keyturn.testkit;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A user of a service under test, as a secret is to name it. Immutable.
 *
 * @param host where the secret has the rotator log in: the kit's proxy before the service
 * @param port where that proxy listens
 * @param user the user's name
 * @param password the password that the user is to have; not a real one
 * @param adminSecret the ARN of the administrator's secret, or null if there is none
 */
public record Account(
    String host, int port, String user, String password, @Nullable String adminSecret) {

  /**
   * Writes the secret as AWS documents it for databases.
   *
   * @param engine the member {@code engine}
   * @return a JSON object with engine, host, port, username, password and, if there is an
   *     administrator's secret, masterarn
   */
  public String json(String engine) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("engine", engine);
    members.put("host", host);
    members.put("port", port);
    members.put("username", user);
    members.put("password", password);
    if (adminSecret != null) {
      members.put("masterarn", adminSecret);
    }
    return with(members, Map.of());
  }

  /**
   * Names another password.
   *
   * @param other the password
   * @return an account that differs in nothing else
   */
  public Account withPassword(String other) {
    return new Account(host, port, user, other, adminSecret);
  }

  /** The same secret with more members. */
  static String with(String json, Map<String, Object> more) {
    try {
      return with(new LinkedHashMap<>(JSON.std.mapFrom(json)), more);
    } catch (IOException e) {
      throw new IllegalArgumentException("secret() gives no JSON object", e);
    }
  }

  private static String with(Map<String, Object> members, Map<String, Object> more) {
    try {
      members.putAll(more);
      return JSON.std.asString(members);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
