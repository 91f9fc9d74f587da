package dev.keyturn.rotation;

import dev.keyturn.credential.Credential;
import java.util.Optional;

/** Logs in afresh with the pending credential and lets the rotator verify more. */
final class TestSecret<C extends Credential<C>, S extends AutoCloseable> {

  private final ProtectedService<C, S> service;
  private final Invocation invocation;
  private final Logins<C, S> logins;

  TestSecret(ProtectedService<C, S> service, Invocation invocation, Logins<C, S> logins) {
    this.service = service;
    this.invocation = invocation;
    this.logins = logins;
  }

  void run() throws Exception {
    run(new Versions<>(invocation, service.codec()).pending());
  }

  void run(C pending) throws Exception {
    Optional<String> rejection =
        logins.attempt(
            Authority.PENDING,
            pending,
            session ->
                service.verify(new VerifyRequest<>(session, pending, invocation.deadline())));
    if (rejection.isPresent()) {
      throw new RotationException(
          Reason.CREDENTIALS_REJECTED,
          "the service rejected " + rejection.get() + " as " + pending.identity(),
          "Start the rotation again: setSecret sets the credential, unless somebody changed it since");
    }
  }
}
