package dev.keyturn;

import com.amazonaws.services.lambda.runtime.events.SecretsManagerRotationEvent;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.RotationRequest;
import java.util.HashMap;
import java.util.Map;

/**
 * Takes the rotation event of {@code aws-lambda-java-events}, for whoever composes handlers or
 * writes tests with it. A function that does not needs no such library.
 */
public final class RotationEvents {

  private RotationEvents() {}

  /**
   * Reads an event that a library has parsed.
   *
   * @param event the event; its class knows no rotation token
   * @return the request for {@link RotationHandler#handle}
   * @throws RotationException if a member is missing or wrong
   */
  public static RotationRequest request(SecretsManagerRotationEvent event) {
    Map<String, String> members = new HashMap<>();
    members.put("Step", event.getStep());
    members.put("SecretId", event.getSecretId());
    members.put("ClientRequestToken", event.getClientRequestToken());
    return EventReader.read(members);
  }
}
