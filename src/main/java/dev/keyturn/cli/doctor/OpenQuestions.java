package dev.keyturn.cli.doctor;

import dev.keyturn.rotation.Authority;
import dev.keyturn.rotation.CredentialState.Unusable;
import dev.keyturn.rotation.Reason;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What has to be known before a label is moved, and is not. */
final class OpenQuestions {

  /** What no rotator would have set, whatever else is true. */
  private static final Set<Reason> NEVER_SET =
      Set.of(Reason.VALUE_MISSING, Reason.VALUE_INVALID, Reason.IDENTITY_MISMATCH);

  private OpenQuestions() {}

  static Optional<String> of(States states) {
    return unreadable(states).or(() -> unknown(states));
  }

  private static Optional<String> unreadable(States states) {
    return Stream.of(Authority.PENDING, Authority.CURRENT)
        .flatMap(
            authority ->
                states.of(authority).filter(Unusable.class::isInstance).stream()
                    .map(Unusable.class::cast)
                    .filter(
                        state ->
                            authority == Authority.CURRENT || !NEVER_SET.contains(state.reason())))
        .map(state -> state.observed() + ". " + state.remedy())
        .findFirst();
  }

  /** Whether the previous credential logs in matters only if no other does. */
  private static Optional<String> unknown(States states) {
    boolean settled =
        states.known(Authority.PENDING)
            && states.known(Authority.CURRENT)
            && (states.accepted(Authority.PENDING) || states.accepted(Authority.CURRENT));
    return settled
        ? Optional.empty()
        : states.unknown().map(state -> state.observed() + ". " + state.remedy());
  }
}
