package dev.keyturn.local.rotation;

import org.jspecify.annotations.Nullable;

/** A function that failed, in words that hold no secret as long as the function's own do not. */
public class FunctionException extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * Describes a failure.
   *
   * @param message what the function answered, or how it ended
   * @param cause what was thrown underneath, or null
   */
  public FunctionException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
