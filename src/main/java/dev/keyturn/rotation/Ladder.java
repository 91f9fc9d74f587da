package dev.keyturn.rotation;

import dev.keyturn.credential.Credential;
import dev.keyturn.secret.SecretStoreException;
import dev.keyturn.secret.VersionId;
import java.util.ArrayList;
import java.util.List;

/**
 * Tries one credential after another, each once, and remembers who was rejected. Credentials that
 * are no longer labelled may set pending for the same user only.
 */
final class Ladder<C extends Credential<C>, S extends AutoCloseable> {

  private final ProtectedService<C, S> service;
  private final Invocation invocation;
  private final RotationOptions options;
  private final Logins<C, S> logins;
  private final StepLog log;
  private final Versions<C> versions;
  private final C current;
  private final C pending;
  private final List<String> rejections = new ArrayList<>();
  private boolean answered;

  Ladder(
      ProtectedService<C, S> service,
      Invocation invocation,
      RotationOptions options,
      Logins<C, S> logins,
      StepLog log,
      Versions<C> versions,
      C current,
      C pending) {
    this.service = service;
    this.invocation = invocation;
    this.options = options;
    this.logins = logins;
    this.log = log;
    this.versions = versions;
    this.current = current;
    this.pending = pending;
  }

  boolean pendingLogsIn() throws Exception {
    return accepted(Authority.PENDING, pending, session -> {});
  }

  boolean currentLogsIn() throws Exception {
    return accepted(Authority.CURRENT, current, session -> {});
  }

  /** Whether it logs in, and so has set pending. */
  boolean setAs(Authority authority, C login) throws Exception {
    return accepted(
        authority,
        login,
        session -> {
          if (authority == Authority.CURRENT || authority == Authority.ADMIN) {
            retire(session, authority, login);
          }
          service.set(
              new SetRequest<>(
                  session, authority, login, current, pending, invocation.deadline(), log::warn));
        });
  }

  boolean setAsPrevious() throws Exception {
    return setAsFormer(Authority.PREVIOUS, versions.previous());
  }

  /** Newest first, as long as logins are left. */
  boolean setAsDeprecated() throws Exception {
    List<VersionId> deprecated;
    try {
      deprecated = versions.deprecated();
    } catch (SecretStoreException e) {
      rejections.add(
          "deprecated versions (not tried: %s failed: %s)".formatted(e.call(), e.getMessage()));
      return false;
    }
    for (VersionId version : deprecated) {
      if (isExhausted()) {
        rejections.add("older versions (not tried: LOGIN_BUDGET is used up)");
        return false;
      }
      if (setAsFormer(Authority.DEPRECATED, versions.deprecated(version))) {
        log.warn("AWSPENDING was set with a deprecated version; no labelled credential logged in");
        return true;
      }
    }
    return false;
  }

  private boolean setAsFormer(Authority authority, Rung<C> rung) throws Exception {
    Rung<C> same = rung.of(current.identity());
    if (same instanceof Rung.Lost<C> lost) {
      rejections.add(authority + " (" + lost.why() + ")");
      return false;
    }
    return setAs(authority, ((Rung.Usable<C>) same).credential());
  }

  /** Only now that AWSCURRENT has logged in: else an older credential may be the one that works. */
  private void retire(S session, Authority authority, C login) throws Exception {
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

  /** Whether the service has accepted or rejected anybody. */
  boolean isAnswered() {
    return answered;
  }

  boolean isExhausted() {
    return log.logins() >= options.loginBudget();
  }

  /** Who was rejected, as a clause. */
  String rejected() {
    return Logins.joined(rejections);
  }
}
