package dev.keyturn.rotation;

/**
 * Whether a service accepts two credentials of one user at once, which is what makes a rotation
 * invisible to clients.
 */
public enum Overlap {
  /** A new credential replaces the old one at once. */
  NONE,
  /** The service holds two; a third takes the place of one of them. */
  TWO,
  /** The service holds any number: adding one leaves the others alone, also when it is repeated. */
  MANY
}
