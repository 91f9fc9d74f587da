package dev.keyturn.rotation;

import dev.keyturn.credential.Credential;
import dev.keyturn.credential.Identity;
import dev.keyturn.rotation.CredentialState.Unusable;
import java.util.Optional;
import java.util.Set;

/**
 * Who may stand in the versions beside AWSCURRENT, outside of a rotation.
 *
 * @param options the function's configuration, as far as it is known here
 * @param current the current credential
 */
record Followers<C extends Credential<C>>(RotationOptions options, C current) {

  /** Why a credential of somebody is not to be tried, if it is not. */
  Optional<CredentialState> mismatch(Authority authority, Identity identity) {
    Set<Identity> expected =
        authority == Authority.PENDING ? successor().map(Set::of).orElseGet(this::both) : both();
    return expected.contains(identity)
        ? Optional.empty()
        : Optional.of(
            new Unusable(
                Reason.IDENTITY_MISMATCH,
                "%s is for %s, which does not follow from AWSCURRENT"
                    .formatted(authority, identity),
                "See who changed the secret in between"));
  }

  /** The user and its alternate, if there can be one. */
  private Set<Identity> both() {
    Identity itself = current.identity();
    return current
        .alternate()
        .map(Credential::identity)
        .filter(other -> !other.equals(itself))
        .map(other -> Set.of(itself, other))
        .orElse(Set.of(itself));
  }

  /** Empty if only the function's configuration would tell whether its users alternate. */
  private Optional<Identity> successor() {
    if (options.strategy().isEmpty() && current.adminSecret().isPresent()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Strategy.choose(options, current).successor(current).identity());
    } catch (RotationException e) {
      // Told as what is wrong with the administrator's secret.
      return Optional.empty();
    }
  }
}
