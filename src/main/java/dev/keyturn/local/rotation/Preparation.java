package dev.keyturn.local.rotation;

import dev.keyturn.local.secrets.Label;
import dev.keyturn.local.secrets.Payload;
import dev.keyturn.local.secrets.RotationRules;
import dev.keyturn.local.secrets.RotationState;
import dev.keyturn.local.secrets.RotationState.UnderWay;
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

  private final UnderWay rotation;
  private final String version;
  private final String functionArn;
  private final @Nullable RotationRules rules;
  private boolean complete;

  Preparation(UnderWay rotation, String functionArn, @Nullable RotationRules rules) {
    this.rotation = rotation;
    this.version = rotation.version();
    this.functionArn = functionArn;
    this.rules = rules;
  }

  Secret of(Secret secret, Instant now) {
    String pending = secret.versions().holder(Label.PENDING).orElse(null);
    if (pending != null
        && !secret.versions().has(pending, Label.CURRENT)
        && !continues(secret.rotation(), pending)) {
      throw new StuckException(secret, pending);
    }
    complete = done(secret.versions());
    Secret configured = secret.with(state(secret.rotation(), now), now);
    return complete ? configured : configured.with(versions(secret.versions(), now), now);
  }

  /** A test removes its version, and a rotation brings its own in: neither is the other. */
  private boolean continues(@Nullable RotationState before, String pending) {
    boolean test = before != null && before.tests(pending);
    return pending.equals(version) && test == rotation.test();
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
    if (complete) {
      return state.planned(now);
    }
    return (rotation.test() ? state.planned(now) : state).begun(rotation);
  }

  private Versions versions(Versions versions, Instant now) {
    Versions prepared = versions;
    if (versions.find(version).isEmpty()) {
      Payload current = versions.labelled(Label.CURRENT).map(Version::payload).orElse(null);
      prepared = versions.with(new Version(version, now, rotation.test() ? current : null, null));
    }
    return prepared.labelled(List.of(Label.PENDING), version);
  }
}
