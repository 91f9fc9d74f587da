package dev.keyturn.rotation;

import dev.keyturn.credential.Credential;
import dev.keyturn.secret.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * createSecret for a service that makes credentials itself.
 *
 * <p>Only for a credential that proves itself: else whoever may write the secret could have the
 * function make one for any account.
 */
final class MadeCredential<C extends Credential<C>, S extends AutoCloseable> {

  /** Stores a credential; false if another invocation was faster. */
  interface Storing<C> {
    boolean store(C credential, Deadline deadline);
  }

  private final CredentialSource<C, S> source;
  private final Invocation invocation;
  private final Versions<C> versions;
  private final Logins<C, S> logins;
  private final StepLog log;
  private final Storing<C> storing;

  MadeCredential(
      CredentialSource<C, S> source,
      Invocation invocation,
      Versions<C> versions,
      Logins<C, S> logins,
      StepLog log,
      Storing<C> storing) {
    this.source = source;
    this.invocation = invocation;
    this.versions = versions;
    this.logins = logins;
    this.log = log;
    this.storing = storing;
  }

  void run(C current) throws Exception {
    List<String> rejections = new ArrayList<>();
    if (makeAs(Authority.CURRENT, current, current, rejections)) {
      return;
    }
    Rung<C> previous = versions.previous().of(current.identity());
    if (previous instanceof Rung.Lost<C> lost) {
      rejections.add(Authority.PREVIOUS + " (" + lost.why() + ")");
    } else if (makeAs(
        Authority.PREVIOUS, ((Rung.Usable<C>) previous).credential(), current, rejections)) {
      return;
    }
    throw new RotationException(
        Reason.CREDENTIALS_REJECTED,
        "the service rejected " + Logins.joined(rejections),
        "Store a credential that logs in as AWSCURRENT with PutSecretValue; none is made for one that"
            + " does not, since anyone who may write the secret could then have one made for any"
            + " account");
  }

  private boolean makeAs(Authority authority, C login, C current, List<String> rejections)
      throws Exception {
    Optional<String> rejection =
        logins.attempt(authority, login, session -> make(session, login, current));
    rejection.ifPresent(rejections::add);
    return rejection.isEmpty();
  }

  private void make(S session, C login, C current) throws Exception {
    Optional<C> made =
        source.make(
            new MakeRequest<>(
                session,
                login,
                current,
                new OldCredentials<>(versions, current.identity(), log::warn),
                () -> versions.storedPending().isPresent(),
                invocation.deadline(),
                log::warn));
    if (made.isPresent()) {
      store(session, made.get());
    }
  }

  private void store(S session, C made) {
    logins.conceal(made);
    Duration allowance = Duration.ofSeconds(CredentialSource.STORED_WITHIN_SECONDS);
    if (!storing.store(made, invocation.deadline().within(allowance))) {
      discard(session, made);
    }
  }

  private void discard(S session, C made) {
    try {
      source.discard(session, made, invocation.deadline());
    } catch (Exception e) {
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      log.warn(
          "a credential that another invocation made superfluous was not deleted, the next rotation"
              + " does so: "
              + e.getMessage());
    }
  }
}
