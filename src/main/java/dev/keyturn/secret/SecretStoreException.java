package dev.keyturn.secret;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A call to the store that failed; says which, how, and never what it carried. */
public final class SecretStoreException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** How a call failed, which decides what can be done. */
  public enum Kind {
    /** Too many requests; worth another try. */
    THROTTLED,
    /** No such secret or version. */
    NOT_FOUND,
    /** The role may not do this. */
    ACCESS_DENIED,
    /** The credentials that the call was signed with are expired, unknown or missing. */
    NOT_AUTHENTICATED,
    /** The key that protects the secret is disabled, pending deletion or not usable by the role. */
    KEY_UNUSABLE,
    /** The version already has another value, or a label moved meanwhile. */
    CONFLICT,
    /** The request is not valid for the secret as it is, for instance marked for deletion. */
    INVALID,
    /** No answer: network, DNS, TLS, or a fault of the service. */
    UNAVAILABLE,
    /** The deadline was over before the call, which was not made. */
    OUT_OF_TIME
  }

  private final Kind kind;
  private final String call;

  /**
   * Describes a failed call.
   *
   * @param kind how it failed
   * @param call the API operation, for instance {@code GetSecretValue}
   * @param observed what the service said, free of secret values
   * @param cause what was thrown underneath, or null
   */
  public SecretStoreException(Kind kind, String call, String observed, @Nullable Throwable cause) {
    super(observed, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
    this.call = Objects.requireNonNull(call, "call");
  }

  /**
   * Says how the call failed.
   *
   * @return the kind
   */
  public Kind kind() {
    return kind;
  }

  /**
   * Names the call.
   *
   * @return the API operation
   */
  public String call() {
    return call;
  }
}
