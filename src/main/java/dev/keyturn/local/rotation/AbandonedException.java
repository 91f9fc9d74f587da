package dev.keyturn.local.rotation;

/** Ends an attempt whose rotation was abandoned between two steps. */
final class AbandonedException extends Exception {

  private static final long serialVersionUID = 1L;

  AbandonedException(String why) {
    super(why);
  }
}
