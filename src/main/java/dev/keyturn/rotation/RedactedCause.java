package dev.keyturn.rotation;

import org.jspecify.annotations.Nullable;

/**
 * Stands for a cause in what the function reports: its class, place and message, without secrets.
 */
final class RedactedCause extends Exception {

  private static final long serialVersionUID = 1L;

  /** How many causes are followed, since drivers build chains that loop. */
  static final int DEPTH = 8;

  RedactedCause(Throwable cause, Redactor redactor, int depth) {
    super(
        cause.getClass().getName() + ": " + redactor.redact(String.valueOf(cause.getMessage())),
        next(cause, redactor, depth));
    setStackTrace(cause.getStackTrace());
  }

  private static @Nullable Throwable next(Throwable cause, Redactor redactor, int depth) {
    Throwable next = cause.getCause();
    return next == null || depth == 0 ? null : new RedactedCause(next, redactor, depth - 1);
  }
}
