package dev.keyturn.local.auth;

import dev.keyturn.local.secrets.SecretKey;
import dev.keyturn.secret.SecretText;
import java.util.Optional;

/** The tokens of the rotations that are running. Thread-safe. */
@FunctionalInterface
public interface RotationProofs {

  /**
   * Finds a token.
   *
   * @param secret the secret
   * @param version the version that the rotation brings in
   * @return the token that was sent to the function, as long as the rotation runs
   */
  Optional<SecretText> proof(SecretKey secret, String version);
}
