package dev.keyturn.cli.doctor;

import dev.keyturn.rotation.Authority;
import dev.keyturn.rotation.CredentialState;
import dev.keyturn.rotation.CredentialState.Rejected;
import dev.keyturn.rotation.CredentialState.Unusable;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Why neither the pending nor the current credential can be used. */
final class Rejections {

  private Rejections() {}

  static String of(States states) {
    return Stream.of(Authority.PENDING, Authority.CURRENT)
        .flatMap(authority -> states.of(authority).flatMap(Rejections::text).stream())
        .distinct()
        .collect(Collectors.joining(", and "));
  }

  private static Optional<String> text(CredentialState state) {
    if (state instanceof Rejected rejected) {
      return Optional.of("the service rejected " + rejected.observed());
    }
    return state instanceof Unusable unusable ? Optional.of(unusable.observed()) : Optional.empty();
  }
}
