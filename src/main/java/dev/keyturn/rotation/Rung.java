package dev.keyturn.rotation;

import dev.keyturn.credential.Credential;

/** A credential that may be tried after others were refused, or the reason why it may not. */
sealed interface Rung<C extends Credential<C>> {

  record Usable<C extends Credential<C>>(C credential) implements Rung<C> {}

  record Lost<C extends Credential<C>>(String why) implements Rung<C> {}
}
