package dev.keyturn.local.template;

/** A value that is known only once the template is deployed, or never. */
final class UnresolvedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  UnresolvedException(String message) {
    super(message);
  }
}
