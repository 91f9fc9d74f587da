package dev.keyturn.rotation;

import dev.keyturn.secret.SecretDescription;
import java.util.List;
import java.util.Optional;

/**
 * Which credentials of a secret log in. Holds no secret value.
 *
 * @param secret the labels that it was found out for
 * @param credentials those that there are, in the order of {@link Authority}
 * @param logins how many logins were made
 * @param warnings what an operator should read
 */
public record CredentialReport(
    SecretDescription secret,
    List<CheckedCredential> credentials,
    int logins,
    List<String> warnings) {

  /** Copies the lists. */
  public CredentialReport {
    credentials = List.copyOf(credentials);
    warnings = List.copyOf(warnings);
  }

  /**
   * Finds a credential.
   *
   * @param authority whose
   * @return what is known of it, or empty if there is none
   */
  public Optional<CredentialState> of(Authority authority) {
    return credentials.stream()
        .filter(credential -> credential.authority() == authority)
        .map(CheckedCredential::state)
        .findFirst();
  }
}
