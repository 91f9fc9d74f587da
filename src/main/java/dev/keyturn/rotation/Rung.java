package dev.keyturn.rotation;

import dev.keyturn.credential.Credential;
import dev.keyturn.credential.Identity;

/** A credential that may be tried after others were refused, or the reason why it may not. */
sealed interface Rung<C extends Credential<C>> {

  record Usable<C extends Credential<C>>(C credential) implements Rung<C> {}

  /** The same, but only for this identity. */
  default Rung<C> of(Identity identity) {
    return this instanceof Usable<C> usable && !usable.credential().identity().equals(identity)
        ? new Lost<>("not tried: it names " + usable.credential().identity())
        : this;
  }

  record Lost<C extends Credential<C>>(String why) implements Rung<C> {}
}
