package dev.keyturn.rotation;

import dev.keyturn.credential.Credential;
import dev.keyturn.credential.PasswordGenerator;
import dev.keyturn.secret.Deadline;
import dev.keyturn.secret.SecretStoreException;
import dev.keyturn.secret.StagingLabel;
import java.util.Optional;
import java.util.Set;

/** Has the next credential made and stores it as pending, unless one is stored already. */
final class CreateSecret<C extends Credential<C>, S extends AutoCloseable> {

  private final ProtectedService<C, S> service;
  private final Invocation invocation;
  private final RotationOptions options;
  private final PasswordGenerator passwords;
  private final Logins<C, S> logins;
  private final StepLog log;

  CreateSecret(
      ProtectedService<C, S> service,
      Invocation invocation,
      RotationOptions options,
      PasswordGenerator passwords,
      Logins<C, S> logins,
      StepLog log) {
    this.service = service;
    this.invocation = invocation;
    this.options = options;
    this.passwords = passwords;
    this.logins = logins;
    this.log = log;
  }

  void run() throws Exception {
    Versions<C> versions = new Versions<>(invocation, service.codec());
    C current = versions.current();
    if (versions.storedPending().isPresent()) {
      return;
    }
    Strategy<C> strategy = Strategy.choose(options, current);
    Optional<CredentialSource<C, S>> source = service.source();
    if (source.isPresent()) {
      requireSingle(strategy);
      new MadeCredential<>(source.get(), invocation, versions, logins, log, this::store)
          .run(current);
      return;
    }
    store(
        strategy.successor(current).withPassword(passwords.generate(options.passwords())),
        invocation.deadline());
  }

  private static void requireSingle(Strategy<?> strategy) {
    if (!(strategy instanceof Strategy.SingleUser<?>)) {
      throw new RotationException(
          Reason.INVALID_CONFIGURATION,
          "this service makes its credentials itself, for one user and without an admin",
          "Set ROTATION_STRATEGY to single, or leave it unset");
    }
  }

  /** Returns false if a second createSecret with this token was faster: its value is stored. */
  private boolean store(C next, Deadline deadline) {
    try {
      invocation
          .store()
          .put(
              invocation.secret(),
              invocation.version(),
              service.codec().encode(next),
              Set.of(StagingLabel.PENDING),
              invocation.request().token(),
              deadline);
      return true;
    } catch (SecretStoreException e) {
      if (e.kind() != SecretStoreException.Kind.CONFLICT) {
        throw e;
      }
      return false;
    }
  }
}
