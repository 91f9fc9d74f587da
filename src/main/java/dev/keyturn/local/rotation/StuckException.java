package dev.keyturn.local.rotation;

import dev.keyturn.local.secrets.Secret;

/** Leaves the secret as it was, because an earlier rotation of it is not over. */
final class StuckException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Secret secret;
  private final String version;

  StuckException(Secret secret, String version) {
    super("a previous rotation is not complete");
    this.secret = secret;
    this.version = version;
  }

  Secret secret() {
    return secret;
  }

  String version() {
    return version;
  }
}
