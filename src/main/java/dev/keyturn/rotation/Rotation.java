package dev.keyturn.rotation;

import dev.keyturn.credential.Credential;
import dev.keyturn.credential.PasswordGenerator;
import dev.keyturn.secret.Deadline;
import dev.keyturn.secret.SecretDescription;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretStore;
import dev.keyturn.secret.SecretStoreException;
import dev.keyturn.settings.Settings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/**
 * Runs single steps of rotations: guard, step, report.
 *
 * <p>Keeps nothing between steps, so that any of them may run in a fresh process; thread-safe as
 * far as its store and its rotator are.
 *
 * @param <C> the credential
 * @param <S> an open session with the protected service
 */
public final class Rotation<C extends Credential<C>, S extends AutoCloseable> {

  private final ProtectedService<C, S> service;
  private final SecretStore store;
  private final PasswordGenerator passwords;
  private final InstantSource clock;
  private final Settings settings;
  private final RotationOptions options;

  /**
   * Brings a rotator together with what it works on.
   *
   * @param service the rotator
   * @param store where the secrets are
   * @param passwords makes new passwords
   * @param clock tells how long steps take
   * @param settings the function's configuration, which takes the problems that are found
   */
  public Rotation(
      ProtectedService<C, S> service,
      SecretStore store,
      PasswordGenerator passwords,
      InstantSource clock,
      Settings settings) {
    this.service = service;
    this.store = store;
    this.passwords = passwords;
    this.clock = clock;
    this.settings = settings;
    this.options = RotationOptions.from(settings, service.passwordLimits());
  }

  /**
   * Checks all environment variables of the function, those that the rotator reads included.
   *
   * @throws RotationException of reason {@link Reason#INVALID_CONFIGURATION}, naming every problem
   */
  public void checkConfiguration() {
    List<String> problems = settings.problems();
    if (!problems.isEmpty()) {
      throw new RotationException(
          Reason.INVALID_CONFIGURATION,
          "the function's environment variables are wrong: " + String.join("; ", problems),
          "Correct them in the function's configuration");
    }
  }

  /**
   * Runs a step.
   *
   * @param request which step of which rotation
   * @param deadline when the invocation is over
   * @return what it did; a failure is in the report and not thrown
   */
  public StepReport run(RotationRequest request, Deadline deadline) {
    Instant start = clock.instant();
    Redactor redactor = new Redactor();
    if (request.token() != null) {
      redactor.add(request.token().text());
    }
    CountingStore counted = new CountingStore(store, redactor);
    StepLog log = new StepLog();
    boolean alreadyCurrent = false;
    RotationException failure = null;
    try {
      alreadyCurrent = !guarded(request, deadline, counted, redactor, log);
    } catch (RotationException e) {
      failure = e.during(request.step(), request.secret(), redactor);
    } catch (SecretStoreException e) {
      failure = StoreFailure.of(e).during(request.step(), request.secret(), redactor);
    } catch (Exception e) {
      failure = unexpected(e).during(request.step(), request.secret(), redactor);
    }
    return new StepReport(
        request,
        failure,
        alreadyCurrent,
        Duration.between(start, clock.instant()),
        counted.calls(),
        log.logins(),
        log.rejected(),
        log.warnings().stream().map(redactor::redact).toList());
  }

  /**
   * Tells which of the credentials of a secret log in, whether it is being rotated or not. Each is
   * tried once at the most, and nothing is changed.
   *
   * @param secret the secret
   * @param logIn whether to log in; if not, values are only read and compared
   * @param deadline when to give up
   * @return what is known of each credential
   * @throws SecretStoreException if the secret cannot be described
   * @throws RotationException of reason {@link Reason#INVALID_CONFIGURATION} if the environment
   *     variables are wrong
   */
  public CredentialReport check(SecretId secret, boolean logIn, Deadline deadline) {
    checkConfiguration();
    Redactor redactor = new Redactor();
    CountingStore counted = new CountingStore(store, redactor);
    StepLog log = new StepLog();
    SecretDescription description = counted.describe(secret, deadline);
    List<CheckedCredential> credentials =
        CredentialCheck.version(description)
            .map(version -> new RotationRequest(Step.TEST_SECRET, secret, version, null))
            .map(request -> new Invocation(request, description, counted, deadline))
            .map(
                invocation ->
                    new CredentialCheck<>(
                            service,
                            invocation,
                            options,
                            new Logins<>(service, deadline, redactor, log))
                        .run(logIn))
            .orElse(List.of());
    return new CredentialReport(
        description,
        credentials.stream().map(credential -> credential.redacted(redactor)).toList(),
        log.logins(),
        log.warnings().stream().map(redactor::redact).toList());
  }

  /** Returns whether there was anything to do. */
  private boolean guarded(
      RotationRequest request,
      Deadline deadline,
      CountingStore counted,
      Redactor redactor,
      StepLog log)
      throws Exception {
    checkConfiguration();
    SecretDescription description = counted.describe(request.secret(), deadline);
    Decision decision = Decision.of(request.version(), description);
    if (decision instanceof Decision.Refuse refusal) {
      throw new RotationException(refusal.reason(), refusal.observed(), refusal.remedy());
    }
    if (decision instanceof Decision.AlreadyCurrent) {
      return false;
    }
    perform(
        new Invocation(request, description, counted, deadline),
        new Logins<>(service, deadline, redactor, log),
        log);
    return true;
  }

  private void perform(Invocation invocation, Logins<C, S> logins, StepLog log) throws Exception {
    switch (invocation.request().step()) {
      case CREATE_SECRET ->
          new CreateSecret<>(service, invocation, options, passwords, logins, log).run();
      case SET_SECRET -> set(invocation, logins, log);
      case TEST_SECRET -> new TestSecret<>(service, invocation, logins).run();
      case FINISH_SECRET -> new FinishSecret(invocation).run();
    }
  }

  /**
   * With prompt promotion the label moves right after the test, so that clients of a service
   * without overlap fail for one API call and not until finishSecret.
   */
  private void set(Invocation invocation, Logins<C, S> logins, StepLog log) throws Exception {
    C pending = SetSecret.of(service, invocation, options, logins, log).run();
    if (options.promptPromotion()) {
      new TestSecret<>(service, invocation, logins).run(pending);
      new FinishSecret(invocation).run();
    }
  }

  static RotationException unexpected(Exception e) {
    if (e instanceof InterruptedException) {
      Thread.currentThread().interrupt();
    }
    return new RotationException(
        Reason.UNEXPECTED,
        "the rotator threw " + e,
        "Read the cause below; a rotator should say a reason and a remedy for what it expects",
        e);
  }
}
