package dev.keyturn.local.rotation;

import dev.keyturn.local.secrets.Label;
import dev.keyturn.local.secrets.Payload;
import dev.keyturn.local.secrets.RotationRules;
import dev.keyturn.local.secrets.RotationState;
import dev.keyturn.local.secrets.Secret;
import dev.keyturn.local.secrets.Version;
import dev.keyturn.local.secrets.Versions;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What RotateSecret changes in a secret before the function is called: the configuration, and
 * AWSPENDING on a version that has no value yet, or for a test on one that has the current value.
 */
final class Preparation {

  private final String version;
  private final String functionArn;
  private final @Nullable RotationRules rules;
  private final boolean immediately;
  private boolean complete;

  Preparation(
      String version, String functionArn, @Nullable RotationRules rules, boolean immediately) {
    this.version = version;
    this.functionArn = functionArn;
    this.rules = rules;
    this.immediately = immediately;
  }

  Secret of(Secret secret, Instant now) {
    String pending = secret.versions().holder(Label.PENDING).orElse(null);
    if (pending != null
        && !pending.equals(version)
        && !secret.versions().has(pending, Label.CURRENT)) {
      throw new StuckException(secret, pending);
    }
    complete = done(secret.versions());
    Secret configured = secret.with(state(secret.rotation(), now), now);
    return complete ? configured : configured.with(versions(secret.versions(), now), now);
  }

  /**
   * Whether this very rotation has been done already, so that a repeated request starts nothing.
   */
  boolean complete() {
    return complete;
  }

  /** A version that has a value and is not pending was brought in by an earlier rotation. */
  private boolean done(Versions versions) {
    boolean filled = versions.find(version).map(Version::payload).isPresent();
    return versions.has(version, Label.CURRENT)
        || (filled && !versions.has(version, Label.PENDING));
  }

  /** A rotation that starts at once plans the next one when it ends. */
  private RotationState state(@Nullable RotationState before, Instant now) {
    RotationState state =
        (before == null ? RotationState.NONE : before).configured(functionArn, rules);
    return immediately && !complete ? state : state.planned(now);
  }

  private Versions versions(Versions versions, Instant now) {
    Versions prepared = versions;
    if (versions.find(version).isEmpty()) {
      Payload current = versions.labelled(Label.CURRENT).map(Version::payload).orElse(null);
      prepared = versions.with(new Version(version, now, immediately ? null : current, null));
    }
    return prepared.labelled(List.of(Label.PENDING), version);
  }
}
