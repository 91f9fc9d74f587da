package dev.keyturn.rotation;

import dev.keyturn.credential.Codec;
import dev.keyturn.credential.Credential;
import dev.keyturn.credential.PasswordGenerator;
import dev.keyturn.secret.SecretStoreException;
import dev.keyturn.secret.StagingLabel;
import java.util.Set;

/** Makes the next credential and stores it as pending, unless one is stored already. */
final class CreateSecret<C extends Credential<C>> {

  private final Invocation invocation;
  private final Codec<C> codec;
  private final RotationOptions options;
  private final PasswordGenerator passwords;

  CreateSecret(
      Invocation invocation, Codec<C> codec, RotationOptions options, PasswordGenerator passwords) {
    this.invocation = invocation;
    this.codec = codec;
    this.options = options;
    this.passwords = passwords;
  }

  void run() {
    Versions<C> versions = new Versions<>(invocation, codec);
    C current = versions.current();
    if (versions.storedPending().isPresent()) {
      return;
    }
    C next =
        Strategy.choose(options, current)
            .successor(current)
            .withPassword(passwords.generate(options.passwords()));
    store(next);
  }

  private void store(C next) {
    try {
      invocation
          .store()
          .put(
              invocation.secret(),
              invocation.version(),
              codec.encode(next),
              Set.of(StagingLabel.PENDING),
              invocation.request().token(),
              invocation.deadline());
    } catch (SecretStoreException e) {
      // A second createSecret with this token was faster. Its value is stored; this one is not.
      if (e.kind() != SecretStoreException.Kind.CONFLICT) {
        throw e;
      }
    }
  }
}
