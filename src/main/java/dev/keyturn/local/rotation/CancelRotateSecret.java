package dev.keyturn.local.rotation;

import dev.keyturn.local.secrets.Backend;
import dev.keyturn.local.secrets.Operation;
import dev.keyturn.local.secrets.Parameters;
import dev.keyturn.local.secrets.RotationState;
import dev.keyturn.local.secrets.Scope;
import dev.keyturn.local.secrets.Secret;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** CancelRotateSecret: turns rotation off and leaves the labels where they are. */
final class CancelRotateSecret implements Operation {

  private final Backend backend;

  CancelRotateSecret(Backend backend) {
    this.backend = backend;
  }

  @Override
  public Map<String, Object> answer(Scope scope, Parameters request) {
    Instant now = backend.now();
    Secret secret = backend.update(scope, request, before -> before.with(off(before), now));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("ARN", secret.arn());
    answer.put("Name", secret.key().name());
    secret.versions().holder("AWSPENDING").ifPresent(id -> answer.put("VersionId", id));
    return answer;
  }

  private static RotationState off(Secret secret) {
    RotationState before = secret.rotation();
    return (before == null ? RotationState.NONE : before).switchedOff();
  }
}
