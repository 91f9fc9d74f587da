package dev.keyturn.local.auth.policy;

/** A text that is no IAM policy; the message says what is wrong with which element. */
public final class PolicyFormatException extends Exception {

  private static final long serialVersionUID = 1L;

  PolicyFormatException(String message) {
    super(message);
  }
}
