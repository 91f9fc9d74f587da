package dev.keyturn.local.auth;

import dev.keyturn.local.functions.SandboxKeys;
import dev.keyturn.local.model.ApiException;
import dev.keyturn.secret.SecretText;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** The session tokens of functions' sandboxes, each as long as its sandbox lives. Thread-safe. */
final class Sessions {

  private record Session(Principal role, String function, boolean over) {}

  private final Map<String, Session> byToken = new ConcurrentHashMap<>();

  /** Gives a new sandbox of a function its role's keys. */
  SandboxKeys open(Principal role, String function) {
    String token = UUID.randomUUID() + "-" + UUID.randomUUID();
    byToken.put(token, new Session(role, function, false));
    return new SandboxKeys(
        role.accessKeyId(),
        role.secretAccessKey(),
        SecretText.of(token),
        () -> byToken.put(token, new Session(role, function, true)));
  }

  /** The function whose sandbox a token of a role was given to. */
  String function(Principal role, String token) {
    Session session = byToken.get(token);
    if (session == null || !session.role().arn().equals(role.arn())) {
      throw ApiException.client(
          "UnrecognizedClientException", "The security token included in the request is invalid.");
    }
    if (session.over()) {
      throw ApiException.client(
          "ExpiredTokenException", "The security token included in the request is expired");
    }
    return session.function();
  }
}
