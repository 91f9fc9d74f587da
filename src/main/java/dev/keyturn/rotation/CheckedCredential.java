package dev.keyturn.rotation;

import dev.keyturn.rotation.CredentialState.Rejected;
import dev.keyturn.rotation.CredentialState.Unknown;
import dev.keyturn.rotation.CredentialState.Unusable;

/**
 * A credential that was looked at.
 *
 * @param authority whose it is
 * @param state what is known of it
 */
public record CheckedCredential(Authority authority, CredentialState state) {

  CheckedCredential redacted(Redactor redactor) {
    return new CheckedCredential(authority, redacted(state, redactor));
  }

  private static CredentialState redacted(CredentialState state, Redactor redactor) {
    if (state instanceof Rejected rejected) {
      return new Rejected(redactor.redact(rejected.observed()));
    }
    if (state instanceof Unknown unknown) {
      return new Unknown(
          unknown.reason(), redactor.redact(unknown.observed()), redactor.redact(unknown.remedy()));
    }
    if (state instanceof Unusable unusable) {
      return new Unusable(
          unusable.reason(),
          redactor.redact(unusable.observed()),
          redactor.redact(unusable.remedy()));
    }
    return state;
  }
}
