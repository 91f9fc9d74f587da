package dev.keyturn.cli.doctor;

import dev.keyturn.rotation.Authority;
import dev.keyturn.rotation.CredentialReport;
import dev.keyturn.rotation.CredentialState;
import dev.keyturn.rotation.CredentialState.Accepted;
import dev.keyturn.rotation.CredentialState.NotTried;
import dev.keyturn.rotation.CredentialState.SameAs;
import dev.keyturn.rotation.CredentialState.Unknown;
import java.util.Optional;

/** What a report says, with one state for credentials that are the same. */
record States(CredentialReport report) {

  Optional<CredentialState> of(Authority authority) {
    return report
        .of(authority)
        .flatMap(state -> state instanceof SameAs same ? of(same.other()) : Optional.of(state));
  }

  boolean accepted(Authority authority) {
    return of(authority).filter(Accepted.class::isInstance).isPresent();
  }

  /** Whether it was found out about, or there is nothing to find out. */
  boolean known(Authority authority) {
    return of(authority)
        .filter(state -> state instanceof Unknown || state instanceof NotTried)
        .isEmpty();
  }

  /** Whether one is the very credential of the other. */
  boolean same(Authority one, Authority other) {
    return report.of(one).filter(new SameAs(other)::equals).isPresent();
  }

  /** Why the service could not be asked, if it could not. */
  Optional<Unknown> unknown() {
    return report.credentials().stream()
        .filter(credential -> credential.state() instanceof Unknown)
        .map(credential -> (Unknown) credential.state())
        .findFirst();
  }

  /** What it is called in a sentence. */
  String name(Authority authority) {
    return report
        .of(authority)
        .filter(SameAs.class::isInstance)
        .map(
            state ->
                "%s, the same credential as %s,".formatted(authority, ((SameAs) state).other()))
        .orElse(authority.toString());
  }
}
