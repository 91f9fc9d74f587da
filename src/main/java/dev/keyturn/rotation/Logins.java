package dev.keyturn.rotation;

import dev.keyturn.credential.Credential;
import dev.keyturn.rotation.LoginResult.Accepted;
import dev.keyturn.rotation.LoginResult.Rejected;
import dev.keyturn.rotation.LoginResult.Unavailable;
import dev.keyturn.secret.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Tries logins, counts them, and closes every session on every path.
 *
 * <p>A service that cannot be asked ends the step at the first login: the next rung would only wait
 * for it again. Rejected logins are steps towards a lockout, so their number is bounded.
 */
final class Logins<C extends Credential<C>, S extends AutoCloseable> {

  /** What is done with an open session. */
  interface Use<S> {
    void with(S session) throws Exception;
  }

  private final ProtectedService<C, S> service;
  private final Deadline deadline;
  private final Redactor redactor;
  private final StepLog log;

  Logins(ProtectedService<C, S> service, Deadline deadline, Redactor redactor, StepLog log) {
    this.service = service;
    this.deadline = deadline;
    this.redactor = redactor;
    this.log = log;
  }

  /** Takes a password that no login has been tried with out of all messages. */
  void conceal(C credential) {
    redactor.add(credential.password());
  }

  /**
   * Logs in and uses the session, if the credential is accepted.
   *
   * @return empty if it was accepted, else what the service said
   */
  Optional<String> attempt(Authority authority, C credential, Use<S> use) throws Exception {
    redactor.add(credential.password());
    if (deadline.expired()) {
      throw new RotationException(
          Reason.OUT_OF_TIME,
          "no time was left to log in with " + authority,
          "Give the function a longer Timeout; AWS's own rotation templates have 30 seconds");
    }
    log.loginTried();
    LoginResult<S> result =
        service.login(new LoginRequest<>(credential, authority, deadline, log::warn));
    if (result instanceof Accepted<S> accepted) {
      use(accepted.session(), use);
      return Optional.empty();
    }
    if (result instanceof Rejected<S> rejected) {
      log.loginRejected();
      return Optional.of(authority + " (" + rejected.observed() + ")");
    }
    throw failure(authority, credential, (Unavailable<S>) result);
  }

  private void use(S session, Use<S> use) throws Exception {
    try {
      use.with(session);
    } finally {
      close(session);
    }
  }

  private void close(S session) {
    try {
      session.close();
    } catch (Exception e) {
      // What was done in the session stands; that it did not end politely changes no outcome.
      log.warn("closing a session failed: " + e.getClass().getSimpleName());
    }
  }

  private RotationException failure(Authority authority, C credential, Unavailable<S> result) {
    return new RotationException(
        result.reason(),
        "logging in with %s as %s: %s"
            .formatted(authority, credential.identity(), result.observed()),
        result.remedy(),
        result.cause());
  }

  /** Joins what was rejected into a clause. */
  static String joined(List<String> rejections) {
    List<String> all = new ArrayList<>(rejections);
    if (all.size() < 2) {
      return String.join("", all);
    }
    String last = all.remove(all.size() - 1);
    return String.join(", ", all) + " and " + last;
  }
}
