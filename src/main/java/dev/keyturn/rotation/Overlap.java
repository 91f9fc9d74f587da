package dev.keyturn.rotation;

/**
 * Whether a service accepts two credentials of one user at once, which is what makes a rotation
 * invisible to clients. It is the most that the rotator knows the service to hold: where an older
 * server or a missing privilege allows for less, setting a credential warns of it.
 */
public enum Overlap {
  /** A new credential replaces the old one at once. */
  NONE,
  /** The service holds two; a third takes the place of one of them. */
  TWO,
  /** The service holds any number: adding one leaves the others alone, also when it is repeated. */
  MANY
}
