package dev.keyturn.rotation;

import dev.keyturn.credential.Credential;
import dev.keyturn.rotation.CredentialState.Accepted;
import dev.keyturn.rotation.CredentialState.NotTried;
import dev.keyturn.rotation.CredentialState.Rejected;
import dev.keyturn.rotation.CredentialState.SameAs;
import dev.keyturn.rotation.CredentialState.Unknown;
import dev.keyturn.rotation.CredentialState.Unusable;
import dev.keyturn.rotation.Strategy.SetByAdmin;
import dev.keyturn.secret.SecretDescription;
import dev.keyturn.secret.SecretStoreException;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.secret.VersionId;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The ladder without a rotation: identities are compared, then every labelled credential is tried,
 * each one once, until the service cannot be asked. Nothing is changed.
 */
final class CredentialCheck<C extends Credential<C>, S extends AutoCloseable> {

  private static final CredentialState INCOMPARABLE =
      new NotTried("AWSCURRENT does not say which user and host it should be for");

  private final ProtectedService<C, S> service;
  private final Invocation invocation;
  private final RotationOptions options;
  private final Logins<C, S> logins;
  private final Versions<C> versions;
  private final Map<Authority, C> credentials = new EnumMap<>(Authority.class);
  private final Map<Authority, CredentialState> states = new EnumMap<>(Authority.class);

  CredentialCheck(
      ProtectedService<C, S> service,
      Invocation invocation,
      RotationOptions options,
      Logins<C, S> logins) {
    this.service = service;
    this.invocation = invocation;
    this.options = options;
    this.logins = logins;
    this.versions = new Versions<>(invocation, service.codec());
  }

  /** The version that a step would be about: the one that is pending, else the current one. */
  static Optional<VersionId> version(SecretDescription secret) {
    return secret.holderOf(StagingLabel.PENDING).or(() -> secret.holderOf(StagingLabel.CURRENT));
  }

  List<CheckedCredential> run(boolean logIn) {
    read();
    compare();
    Map<Authority, C> tried = new EnumMap<>(Authority.class);
    for (Map.Entry<Authority, C> each : credentials.entrySet()) {
      if (!states.containsKey(each.getKey())) {
        states.put(each.getKey(), logIn ? login(each.getKey(), each.getValue(), tried) : unasked());
      }
    }
    return states.entrySet().stream()
        .map(state -> new CheckedCredential(state.getKey(), state.getValue()))
        .toList();
  }

  private void read() {
    SecretDescription secret = invocation.description();
    Optional<VersionId> current = secret.holderOf(StagingLabel.CURRENT);
    Optional<VersionId> pending = secret.holderOf(StagingLabel.PENDING);
    if (pending.isPresent() && !pending.equals(current)) {
      read(Authority.PENDING, versions::pending);
    }
    if (current.isPresent()) {
      read(Authority.CURRENT, versions::current);
    }
    if (secret.holderOf(StagingLabel.PREVIOUS).isPresent()) {
      read(Authority.PREVIOUS, this::previous);
    }
  }

  private void read(Authority authority, Supplier<C> reading) {
    try {
      C credential = reading.get();
      logins.conceal(credential);
      credentials.put(authority, credential);
    } catch (RotationException e) {
      states.put(authority, unusable(e));
    } catch (SecretStoreException e) {
      states.put(authority, unusable(StoreFailure.of(e)));
    }
  }

  private C previous() {
    Rung<C> rung = versions.previous();
    if (rung instanceof Rung.Lost<C> lost) {
      throw new RotationException(
          Reason.VALUE_INVALID,
          Authority.PREVIOUS + " " + lost.why(),
          "Nothing needs to be done unless it is needed to recover");
    }
    return ((Rung.Usable<C>) rung).credential();
  }

  private void compare() {
    C current = credentials.get(Authority.CURRENT);
    Set<Authority> others = EnumSet.of(Authority.PENDING, Authority.PREVIOUS);
    others.retainAll(credentials.keySet());
    if (current == null) {
      others.forEach(other -> states.put(other, INCOMPARABLE));
      return;
    }
    Followers<C> followers = new Followers<>(options, current);
    for (Authority other : others) {
      followers
          .mismatch(other, Objects.requireNonNull(credentials.get(other)).identity())
          .ifPresent(mismatch -> states.put(other, mismatch));
    }
    readAdmin(current);
  }

  private void readAdmin(C current) {
    try {
      if (Strategy.choose(options, current) instanceof SetByAdmin admin) {
        C credential =
            new AdminVersion<>(invocation, service.codec(), options::allowsAdminAt)
                .read(admin.adminSecret(), current);
        logins.conceal(credential);
        states.put(Authority.ADMIN, new NotTried("it is read only, since it is not in question"));
      }
    } catch (RotationException e) {
      states.put(Authority.ADMIN, unusable(e));
    }
  }

  private static CredentialState unasked() {
    return new NotTried("no logins were asked for");
  }

  private CredentialState login(Authority authority, C credential, Map<Authority, C> tried) {
    for (Map.Entry<Authority, C> other : tried.entrySet()) {
      if (same(other.getValue(), credential)) {
        return new SameAs(other.getKey());
      }
      if (states.get(other.getKey()) instanceof Unknown) {
        return new NotTried("the service could not be asked for " + other.getKey());
      }
    }
    tried.put(authority, credential);
    try {
      String rejection = rejection(authority, credential);
      return rejection == null ? new Accepted() : new Rejected(rejection);
    } catch (RotationException e) {
      return new Unknown(e.reason(), e.observed(), e.remedy());
    } catch (Exception e) {
      return new Unknown(
          Reason.UNEXPECTED,
          Rotation.unexpected(e).observed(),
          "Have the rotator say a reason and a remedy for that");
    }
  }

  private @Nullable String rejection(Authority authority, C credential) throws Exception {
    Logins.Use<S> use =
        session -> {
          if (authority == Authority.PENDING) {
            service.verify(new VerifyRequest<>(session, credential, invocation.deadline()));
          }
        };
    return logins.attempt(authority, credential, use).orElse(null);
  }

  /** As an account that is locked after some wrong passwords counts them. */
  private static <C extends Credential<C>> boolean same(C one, C other) {
    return one.identity().equals(other.identity()) && one.password().equals(other.password());
  }

  private static CredentialState unusable(RotationException e) {
    return new Unusable(e.reason(), e.observed(), e.remedy());
  }
}
