package dev.keyturn.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * One request, and what its answer must hold.
 *
 * @param body the request
 * @param token the ClientRequestToken, which becomes the version's id; empty if there is none
 * @param name the secret that the answer must name
 * @param value the SecretString that it must hold; empty if none
 */
record Call(String body, String token, String name, String value) {

  private static final String VALUE =
      credential("nothing", "db.example.com", "app", "correct-horse-battery-staple");

  /** The call of a secret that has this number. */
  static Call of(Round round, int secret) {
    String name = round.secrets() + secret;
    return switch (round.operation()) {
      case "CreateSecret" -> storing(Map.of("Name", name, "SecretString", VALUE), name);
      case "PutSecretValue" -> storing(Map.of("SecretId", name, "SecretString", VALUE), name);
      case "RotateSecret" ->
          storing(
              round.function() == null
                  ? Map.of("SecretId", name)
                  : Map.of("SecretId", name, "RotationLambdaARN", round.function()),
              name);
      case "GetSecretValue" -> new Call(json(Map.of("SecretId", name)), "", name, VALUE);
      default -> new Call(json(Map.of("SecretId", name)), "", name, "");
    };
  }

  private static Call storing(Map<String, Object> members, String name) {
    ThreadLocalRandom random = ThreadLocalRandom.current();
    // UUID.randomUUID() would cost more than the request.
    String token = new UUID(random.nextLong(), random.nextLong()).toString();
    Map<String, Object> all = new LinkedHashMap<>(members);
    all.put("ClientRequestToken", token);
    return new Call(json(all), token, name, "");
  }

  /** Fails unless this is the right answer. */
  void check(int status, String answer) throws IOException {
    if (status == 200) {
      Map<String, Object> members = JSON.std.mapFrom(answer);
      if (name.equals(members.get("Name"))
          && (token.isEmpty() || token.equals(members.get("VersionId")))
          && (value.isEmpty() || value.equals(members.get("SecretString")))) {
        return;
      }
    }
    throw new IOException("%s was answered with %d: %s".formatted(body, status, answer));
  }

  private static String credential(String engine, String host, String user, String password) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("engine", engine);
    members.put("host", host);
    members.put("username", user);
    members.put("password", password);
    return json(members);
  }

  private static String json(Map<String, Object> members) {
    try {
      return JSON.std.asString(members);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException("writing JSON to memory", e);
    }
  }
}
