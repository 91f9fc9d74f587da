package dev.keyturn.rotation;

import dev.keyturn.credential.Credential;
import dev.keyturn.credential.Identity;
import dev.keyturn.rotation.Strategy.SetByAdmin;
import java.util.Set;

/**
 * Who may set pending, once for all services: identities are compared, then credentials are tried
 * until one is accepted. Pending itself comes first where it may log in beside current, so that
 * what is set is not set again; where it replaces current it comes second, since current is the one
 * that logs in unless this step is a repeated one.
 */
final class SetSecret<C extends Credential<C>, S extends AutoCloseable> {

  /** What a service answers to one who comes too late, or for a reason of its own. */
  private static final Set<Reason> UNCLEAR =
      Set.of(Reason.CREDENTIALS_REJECTED, Reason.SERVICE_REFUSED, Reason.SERVICE_FAILED);

  private final ProtectedService<C, S> service;
  private final Invocation invocation;
  private final RotationOptions options;
  private final C current;
  private final C pending;
  private final Ladder<C, S> ladder;

  private SetSecret(
      ProtectedService<C, S> service,
      Invocation invocation,
      RotationOptions options,
      C current,
      C pending,
      Ladder<C, S> ladder) {
    this.service = service;
    this.invocation = invocation;
    this.options = options;
    this.current = current;
    this.pending = pending;
    this.ladder = ladder;
  }

  /** Reads both credentials, and asks the service nothing yet. */
  static <C extends Credential<C>, S extends AutoCloseable> SetSecret<C, S> of(
      ProtectedService<C, S> service,
      Invocation invocation,
      RotationOptions options,
      Logins<C, S> logins,
      StepLog log) {
    Versions<C> versions = new Versions<>(invocation, service.codec());
    C pending = versions.pending();
    C current = versions.current();
    // Whichever comes first, what is done with it may quote the other.
    logins.conceal(pending);
    logins.conceal(current);
    return new SetSecret<>(
        service,
        invocation,
        options,
        current,
        pending,
        new Ladder<>(service, invocation, options, logins, log, versions, current, pending));
  }

  /** Makes the service accept the pending credential, and returns it. */
  C run() throws Exception {
    Strategy<C> strategy = Strategy.choose(options, current);
    checkIdentity(strategy.successor(current).identity());
    if (service.source().isPresent()) {
      requireMade();
      return pending;
    }
    boolean isSet = !replaces() && pendingLogsIn(strategy);
    if (isSet && !(repeats() && strategy instanceof SetByAdmin)) {
      return pending;
    }
    try {
      if (strategy instanceof SetByAdmin admin) {
        setAsAdmin(admin, isSet);
      } else {
        setAsUser();
      }
    } catch (Exception e) {
      if (!setByAnother(e)) {
        throw e;
      }
    }
    return pending;
  }

  private void checkIdentity(Identity expected) {
    if (!expected.equals(pending.identity())) {
      throw new RotationException(
          Reason.IDENTITY_MISMATCH,
          "AWSPENDING is for %s, but after AWSCURRENT comes %s"
              .formatted(pending.identity(), expected),
          "Remove AWSPENDING from version %s with UpdateSecretVersionStage; the next rotation then makes a new value"
              .formatted(invocation.version()));
    }
  }

  /** The service has made it, and only has to accept it. */
  private void requireMade() throws Exception {
    if (!ladder.pendingLogsIn()) {
      throw rejected(
          "the service rejected %s, which it has made itself",
          "Start the rotation again; if it stays so, somebody deleted the credential: remove AWSPENDING"
              + " from version %s with UpdateSecretVersionStage, and the next rotation has another made"
                  .formatted(invocation.version()));
    }
  }

  /** And completes, with a service that is set again at no cost, what an earlier run had begun. */
  private boolean pendingLogsIn(Strategy<C> strategy) throws Exception {
    boolean sets = repeats() && !(strategy instanceof SetByAdmin);
    return sets ? ladder.setAs(Authority.PENDING, pending) : ladder.pendingLogsIn();
  }

  private void setAsUser() throws Exception {
    if (ladder.setAs(Authority.CURRENT, current)
        || (replaces() && ladder.pendingLogsIn())
        || ladder.setAsPrevious()
        || ladder.setAsDeprecated()) {
      return;
    }
    throw rejected(
        "the service accepts none of the stored credentials: it rejected %s",
        "Store a credential that logs in as AWSCURRENT with PutSecretValue, which also abandons"
            + " this rotation, then start a new one");
  }

  /** Only for a current credential that proves itself, else the admin could reset any account. */
  private void setAsAdmin(SetByAdmin strategy, boolean isSet) throws Exception {
    if (!ladder.currentLogsIn()) {
      if (isSet || (replaces() && ladder.pendingLogsIn())) {
        return;
      }
      throw rejected(
          "the service rejected %s",
          "Store a credential that logs in as AWSCURRENT; the admin sets no password for one that"
              + " does not, since anyone who may write the secret could then reset any account");
    }
    C admin =
        new AdminVersion<>(invocation, service.codec(), options::allowsAdminAt)
            .read(strategy.adminSecret(), current);
    if (!ladder.setAs(Authority.ADMIN, admin)) {
      throw rejected(
          "the service rejected %s",
          "Correct the password in the admin secret " + strategy.adminSecret());
    }
  }

  /**
   * A second setSecret may have been faster, and then what could set pending a moment ago is
   * refused. Only the service can tell; but where several credentials are accepted nobody is
   * refused for that, and more than a login may be left to do. Of a service that answered no login
   * at all, no other can have made use.
   */
  private boolean setByAnother(Exception failure) {
    boolean explained =
        failure instanceof RotationException known
            ? !UNCLEAR.contains(known.reason())
            : failure instanceof InterruptedException;
    if (explained || repeats() || !ladder.isAnswered() || ladder.isExhausted()) {
      return false;
    }
    try {
      return ladder.pendingLogsIn();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (Exception e) {
      // The first failure is the one to report.
      return false;
    }
  }

  /** Whether current and pending are two credentials of one user who has only one at a time. */
  private boolean replaces() {
    return service.overlap() == Overlap.NONE && current.identity().equals(pending.identity());
  }

  /** Whether setting what is set already costs nothing, and completes what was interrupted. */
  private boolean repeats() {
    return service.overlap() == Overlap.MANY;
  }

  private RotationException rejected(String observed, String remedy) {
    return new RotationException(
        Reason.CREDENTIALS_REJECTED, observed.formatted(ladder.rejected()), remedy);
  }
}
