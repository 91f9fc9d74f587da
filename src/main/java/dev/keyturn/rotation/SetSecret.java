package dev.keyturn.rotation;

import dev.keyturn.credential.Credential;
import dev.keyturn.credential.Identity;
import dev.keyturn.rotation.Strategy.SetByAdmin;
import dev.keyturn.secret.SecretStoreException;
import dev.keyturn.secret.VersionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The ladder, once for all services: identities are compared, then whoever may set pending is tried
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
  private final Logins<C, S> logins;
  private final StepLog log;
  private final Versions<C> versions;
  private final List<String> rejections = new ArrayList<>();
  private boolean answered;

  SetSecret(
      ProtectedService<C, S> service,
      Invocation invocation,
      RotationOptions options,
      Logins<C, S> logins,
      StepLog log) {
    this.service = service;
    this.invocation = invocation;
    this.options = options;
    this.logins = logins;
    this.log = log;
    this.versions = new Versions<>(invocation, service.codec());
  }

  /** Makes the service accept the pending credential, and returns it. */
  C run() throws Exception {
    C pending = versions.pending();
    C current = versions.current();
    // Whichever comes first, what is done with it may quote the other.
    logins.conceal(pending);
    logins.conceal(current);
    Strategy<C> strategy = Strategy.choose(options, current);
    checkIdentity(strategy.successor(current).identity(), pending.identity());
    if (service.source().isPresent()) {
      requireMade(pending);
      return pending;
    }
    boolean isSet = !replaces(current, pending) && pendingLogsIn(strategy, current, pending);
    if (isSet && !(repeats() && strategy instanceof SetByAdmin)) {
      return pending;
    }
    try {
      if (strategy instanceof SetByAdmin admin) {
        setAsAdmin(admin, current, pending, isSet);
      } else {
        setAsUser(current, pending);
      }
    } catch (Exception e) {
      if (!setByAnother(e, pending)) {
        throw e;
      }
    }
    return pending;
  }

  /** The service has made it, and only has to accept it. */
  private void requireMade(C pending) throws Exception {
    if (!isSet(pending)) {
      throw new RotationException(
          Reason.CREDENTIALS_REJECTED,
          "the service rejected " + Logins.joined(rejections) + ", which it has made itself",
          "Start the rotation again; if it stays so, somebody deleted the credential: remove AWSPENDING"
              + " from version %s with UpdateSecretVersionStage, and the next rotation has another made"
                  .formatted(invocation.version()));
    }
  }

  /**
   * A second setSecret may have been faster, and then what could set pending a moment ago is
   * refused. Only the service can tell; but where several credentials are accepted nobody is
   * refused for that, and more than a login may be left to do. Of a service that answered no login
   * at all, no other can have made use.
   */
  private boolean setByAnother(Exception failure, C pending) {
    boolean explained =
        failure instanceof RotationException known
            ? !UNCLEAR.contains(known.reason())
            : failure instanceof InterruptedException;
    if (explained || !answered || repeats() || log.logins() >= options.loginBudget()) {
      return false;
    }
    try {
      return isSet(pending);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (Exception e) {
      // The first failure is the one to report.
      return false;
    }
  }

  /** And completes, with a service that is set again at no cost, what an earlier run had begun. */
  private boolean pendingLogsIn(Strategy<C> strategy, C current, C pending) throws Exception {
    boolean sets = repeats() && !(strategy instanceof SetByAdmin);
    return sets ? setAs(Authority.PENDING, pending, current, pending) : isSet(pending);
  }

  private void setAsUser(C current, C pending) throws Exception {
    if (setAs(Authority.CURRENT, current, current, pending)
        || (replaces(current, pending) && isSet(pending))
        || climb(Authority.PREVIOUS, versions.previous(), current, pending)
        || recover(current, pending)) {
      return;
    }
    throw new RotationException(
        Reason.CREDENTIALS_REJECTED,
        "the service accepts none of the stored credentials: it rejected "
            + Logins.joined(rejections),
        "Store a credential that logs in as AWSCURRENT with PutSecretValue, which also abandons"
            + " this rotation, then start a new one");
  }

  /** Only for a current credential that proves itself, else the admin could reset any account. */
  private void setAsAdmin(SetByAdmin strategy, C current, C pending, boolean isSet)
      throws Exception {
    if (!accepted(Authority.CURRENT, current, session -> {})) {
      if (isSet || (replaces(current, pending) && isSet(pending))) {
        return;
      }
      throw new RotationException(
          Reason.CREDENTIALS_REJECTED,
          "the service rejected " + Logins.joined(rejections),
          "Store a credential that logs in as AWSCURRENT; the admin sets no password for one that"
              + " does not, since anyone who may write the secret could then reset any account");
    }
    C admin =
        new AdminVersion<>(invocation, service.codec(), options::allowsAdminAt)
            .read(strategy.adminSecret(), current);
    if (!setAs(Authority.ADMIN, admin, current, pending)) {
      throw new RotationException(
          Reason.CREDENTIALS_REJECTED,
          "the service rejected " + Logins.joined(rejections),
          "Correct the password in the admin secret " + strategy.adminSecret());
    }
  }

  private boolean climb(Authority authority, Rung<C> rung, C current, C pending) throws Exception {
    Rung<C> same = rung.of(current.identity());
    if (same instanceof Rung.Lost<C> lost) {
      rejections.add(authority + " (" + lost.why() + ")");
      return false;
    }
    return setAs(authority, ((Rung.Usable<C>) same).credential(), current, pending);
  }

  /** Deprecated versions, newest first, as long as logins are left. */
  private boolean recover(C current, C pending) throws Exception {
    List<VersionId> deprecated;
    try {
      deprecated = versions.deprecated();
    } catch (SecretStoreException e) {
      rejections.add(
          "deprecated versions (not tried: %s failed: %s)".formatted(e.call(), e.getMessage()));
      return false;
    }
    for (VersionId version : deprecated) {
      if (log.logins() >= options.loginBudget()) {
        rejections.add("older versions (not tried: LOGIN_BUDGET is used up)");
        return false;
      }
      if (climb(Authority.DEPRECATED, versions.deprecated(version), current, pending)) {
        log.warn("AWSPENDING was set with a deprecated version; no labelled credential logged in");
        return true;
      }
    }
    return false;
  }

  private boolean setAs(Authority authority, C login, C current, C pending) throws Exception {
    return accepted(
        authority,
        login,
        session -> {
          if (authority == Authority.CURRENT || authority == Authority.ADMIN) {
            retire(session, authority, login, current, pending);
          }
          service.set(
              new SetRequest<>(
                  session, authority, login, current, pending, invocation.deadline(), log::warn));
        });
  }

  /** Only now that AWSCURRENT has logged in: else an older credential may be the one that works. */
  private void retire(S session, Authority authority, C login, C current, C pending)
      throws Exception {
    if (service.overlap() != Overlap.NONE) {
      service.retire(
          new RetireRequest<>(
              session,
              authority,
              login,
              current,
              pending,
              new OldCredentials<>(versions, pending.identity(), log::warn),
              invocation.deadline(),
              log::warn));
    }
  }

  private boolean isSet(C pending) throws Exception {
    return accepted(Authority.PENDING, pending, session -> {});
  }

  /** Whether current and pending are two credentials of one user who has only one at a time. */
  private boolean replaces(C current, C pending) {
    return service.overlap() == Overlap.NONE && current.identity().equals(pending.identity());
  }

  /** Whether setting what is set already costs nothing, and completes what was interrupted. */
  private boolean repeats() {
    return service.overlap() == Overlap.MANY;
  }

  private boolean accepted(Authority authority, C credential, Logins.Use<S> use) throws Exception {
    var rejection =
        logins.attempt(
            authority,
            credential,
            session -> {
              answered = true;
              use.with(session);
            });
    answered = true;
    rejection.ifPresent(rejections::add);
    return rejection.isEmpty();
  }

  private void checkIdentity(Identity expected, Identity pending) {
    if (!expected.equals(pending)) {
      throw new RotationException(
          Reason.IDENTITY_MISMATCH,
          "AWSPENDING is for %s, but after AWSCURRENT comes %s".formatted(pending, expected),
          "Remove AWSPENDING from version %s with UpdateSecretVersionStage; the next rotation then makes a new value"
              .formatted(invocation.version()));
    }
  }
}
