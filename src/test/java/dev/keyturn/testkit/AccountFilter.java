package dev.keyturn.testkit;

import dev.keyturn.local.events.ServiceEvent;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Passes what happened to the secrets of an account: events that name no secret by its ARN are
 * nobody's.
 */
record AccountFilter(String account) implements Predicate<ServiceEvent> {

  private static final int ACCOUNT = 4;

  @Override
  public boolean test(ServiceEvent event) {
    String secret = secret(event);
    if (secret == null || !secret.startsWith("arn:")) {
      return false;
    }
    String[] parts = secret.split(":", -1);
    return parts.length > ACCOUNT && parts[ACCOUNT].equals(account);
  }

  private static @Nullable String secret(ServiceEvent event) {
    if (event instanceof ServiceEvent.Rotation rotation) {
      return rotation.secret();
    }
    if (event instanceof ServiceEvent.StepStarted step) {
      return step.secret();
    }
    if (event instanceof ServiceEvent.StepEnded step) {
      return step.secret();
    }
    if (event instanceof ServiceEvent.VersionDeletion deletion) {
      return deletion.secret();
    }
    return event instanceof ServiceEvent.ApiCall call ? call.secret() : null;
  }
}
