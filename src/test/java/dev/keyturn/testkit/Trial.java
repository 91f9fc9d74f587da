package dev.keyturn.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.keyturn.RotationEnvironment;
import dev.keyturn.RotationHandler;
import dev.keyturn.credential.Codec;
import dev.keyturn.credential.Credential;
import dev.keyturn.credential.CredentialFormatException;
import dev.keyturn.credential.PasswordGenerator;
import dev.keyturn.rotation.Authority;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.Overlap;
import dev.keyturn.rotation.Rotation;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.RotationRequest;
import dev.keyturn.rotation.Step;
import dev.keyturn.rotation.StepReport;
import dev.keyturn.secret.Deadline;
import dev.keyturn.secret.SecretDescription;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretText;
import dev.keyturn.secret.SecretValue;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.secret.VersionId;
import dev.keyturn.settings.Settings;
import dev.keyturn.testkit.FaultInjector.ProcessDeath;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * One case: a secret of its own, an account of its own behind a proxy of its own, and a rotation
 * function that starts cold for every step.
 */
final class Trial<C extends Credential<C>> implements AutoCloseable {

  private static final String CANARY = "canary";
  static final Duration STEP = Duration.ofSeconds(20);

  /** What a handler keeps back of its time. */
  private static final Duration RESERVE = Duration.ofMillis(500);

  private static final Duration SOON = Duration.ofSeconds(10);

  private final RotatorContract<C> contract;
  private final SecretsManagerClient client;
  private final FaultProxy proxy;
  private final Codec<C> codec;
  private final Account account;
  private final SecretId secret;
  private final String canary = CANARY + UUID.randomUUID();
  private final Said said = new Said();
  private final Lockout lockout;
  private final Map<String, String> variables = new HashMap<>();
  private Life life;

  Trial(RotatorContract<C> contract, String user, String password) throws Exception {
    this.contract = contract;
    this.client = contract.client();
    this.proxy = FaultProxy.before(contract.address());
    this.life = immortal();
    this.codec =
        contract
            .environment(RotationEnvironment.of(contract.store()))
            .construct(contract::rotator)
            .codec();
    this.lockout = new Lockout(contract.lockoutAfter());
    String host = contract.address().getHostString();
    Optional<String> admin = contract.adminSecret(host, proxy.port());
    this.account =
        new Account(
            host, proxy.port(), user, password, admin.isPresent() ? create(admin.get()) : null);
    this.secret = new SecretId(create(canaried(contract.secret(account))));
  }

  private String create(String text) {
    String name = "contract-" + UUID.randomUUID();
    return client.createSecret(r -> r.name(name).secretString(text)).arn();
  }

  private String canaried(String text) {
    return Account.with(text, Map.of(CANARY, canary));
  }

  FaultProxy proxy() {
    return proxy;
  }

  SecretId secret() {
    return secret;
  }

  Account account() {
    return account;
  }

  Life life() {
    return life;
  }

  Life immortal() {
    return new Life(0, () -> {});
  }

  /** Has the function's process die at a point, counted from now. */
  Life mortal(int point) {
    life = new Life(point, proxy::cut);
    return life;
  }

  /**
   * Has it die after one of its calls that may change something; before the next, all is as it is
   * then.
   */
  void mortalAfter(int call) {
    life = new Life(call, Gated::mayHaveChanged, proxy::cut);
  }

  /** At the end of a case of which there are thousands. */
  void forgetAccount() throws Exception {
    contract.forget(account);
  }

  /** A new process, and a network that works. */
  void revive() {
    proxy.mend();
    life = immortal();
  }

  /** RotateSecret, and the version that it brings in. */
  VersionId begin() {
    VersionId version = new VersionId(UUID.randomUUID().toString());
    client.rotateSecret(
        r ->
            r.secretId(secret.value())
                .rotationLambdaARN(RotatorContract.FUNCTION)
                .clientRequestToken(version.value()));
    return version;
  }

  /** Stores a value by hand: it becomes current, and abandons a rotation. */
  void store(String text) {
    client.putSecretValue(r -> r.secretId(secret.value()).secretString(canaried(text)));
  }

  /** Stores by hand what need not be a secret. */
  void storeAsItIs(String text) {
    client.putSecretValue(r -> r.secretId(secret.value()).secretString(text));
  }

  /** Stores a value in the version that is being brought in. */
  void putPending(VersionId version, String text) {
    contract
        .store()
        .put(secret, version, SecretText.of(text), Set.of(StagingLabel.PENDING), null, soon());
  }

  void removePending(VersionId version) {
    client.updateSecretVersionStage(
        r ->
            r.secretId(secret.value())
                .versionStage(StagingLabel.PENDING.name())
                .removeFromVersionId(version.value()));
  }

  void cancel() {
    client.cancelRotateSecret(r -> r.secretId(secret.value()));
  }

  /** All steps, as the service invokes them: the first that fails is the last. */
  void rotate(VersionId version) {
    for (Step step : Step.values()) {
      succeed(step, version);
    }
  }

  /** Runs a step that must succeed. */
  void succeed(Step step, VersionId version) {
    RotationException failure = run(step, version).failure();
    if (failure != null) {
      throw new AssertionError(step + " fails: " + failure.getMessage(), failure);
    }
  }

  /** A whole rotation, from RotateSecret on, and what must hold after it. */
  VersionId rotate() {
    VersionId version = begin();
    rotate(version);
    assertComplete(version);
    return version;
  }

  /** Runs a rotation in a process that is to die. */
  boolean dies(VersionId version) {
    try {
      for (Step step : Step.values()) {
        if (run(step, version).failure() != null) {
          break;
        }
      }
      return life.isOver();
    } catch (ProcessDeath e) {
      return true;
    }
  }

  StepReport run(Step step, VersionId version) {
    return run(step, version, life, STEP);
  }

  StepReport run(Step step, VersionId version, Gate gate, Duration time) {
    gate.at("the begin of " + step);
    RotationEnvironment environment =
        with(
            environment(
                RotationEnvironment.of(Gated.store(contract.store(), gate)).withLog(said::add)));
    RotationHandler<C, ?> rotator = environment.construct(contract::rotator);
    rotator.checkConfiguration();
    StepReport report =
        run(
            rotator,
            environment,
            gate,
            new RotationRequest(step, secret, version, null),
            Deadline.after(environment.clock(), time.minus(RESERVE)));
    gate.at("the end of " + step);
    return report;
  }

  /** Sets an environment variable of the function besides those that the contract sets. */
  void variable(String name, String value) {
    variables.put(name, value);
  }

  private RotationEnvironment environment(RotationEnvironment usual) {
    return contract.environment(contract.environment(usual), account);
  }

  private RotationEnvironment with(RotationEnvironment environment) {
    Map<String, String> all = new HashMap<>(environment.variables());
    all.putAll(variables);
    return environment.withVariables(all);
  }

  private <S extends AutoCloseable> StepReport run(
      RotationHandler<C, S> rotator,
      RotationEnvironment environment,
      Gate gate,
      RotationRequest request,
      Deadline deadline) {
    StepReport report =
        new Rotation<>(
                Gated.rotator(rotator, gate, this::saw),
                environment.store(),
                new PasswordGenerator(environment.random()),
                environment.clock(),
                Settings.of(environment.variables()))
            .run(request, deadline);
    environment.listeners().forEach(listener -> listener.stepEnded(report));
    said.add(report.toString());
    if (report.failure() != null) {
      said.add(Ears.text(report.failure()));
    }
    return report;
  }

  /** What the rotator says of its service. */
  Overlap overlap() {
    return environment(RotationEnvironment.of(contract.store()))
        .construct(contract::rotator)
        .overlap();
  }

  /** Asks the rotator to log in, and closes the session. */
  LoginResult<?> login(C credential, Duration time) throws Exception {
    RotationEnvironment environment = environment(RotationEnvironment.of(contract.store()));
    RotationHandler<C, ?> rotator = environment.construct(contract::rotator);
    LoginRequest<C> request =
        new LoginRequest<>(
            credential,
            Authority.CURRENT,
            Deadline.after(environment.clock(), time.minus(RESERVE)),
            said::add);
    LoginResult<?> result = rotator.login(request);
    saw(request, result);
    if (result instanceof LoginResult.Accepted<?> accepted) {
      accepted.session().close();
    }
    return result;
  }

  private void saw(Object request, Object answer) {
    said.add(request.toString());
    said.add(answer.toString());
    if (request instanceof LoginRequest<?> login) {
      lockout.count(
          login.credential().identity().user(), answer instanceof LoginResult.Rejected<?>);
    }
  }

  /** The credential that a label leads to, if it leads to one. */
  Optional<C> credential(StagingLabel label) {
    Optional<SecretText> text = text(label);
    try {
      return text.isEmpty() ? Optional.empty() : Optional.of(decode(text.get()));
    } catch (CredentialFormatException e) {
      return Optional.empty();
    }
  }

  C decode(SecretText text) throws CredentialFormatException {
    return codec.decode(text);
  }

  Optional<SecretText> text(StagingLabel label) {
    return contract
        .store()
        .read(secret, label, soon())
        .map(value -> ((SecretValue.Text) value).text());
  }

  /** A rotation that is to bring in this password. */
  VersionId begin(String password) {
    VersionId model = begin();
    succeed(Step.CREATE_SECRET, model);
    C next = credential(StagingLabel.PENDING).orElseThrow();
    removePending(model);
    VersionId version = begin();
    putPending(version, codec.encode(next.withPassword(SecretText.of(password))).reveal());
    return version;
  }

  /** Tells whether a client gets in with what a label leads to. */
  boolean logsIn(StagingLabel label) throws Exception {
    Optional<C> credential = credential(label);
    return credential.isPresent() && contract.logsIn(credential.get());
  }

  SecretDescription labels() {
    return contract.store().describe(secret, soon());
  }

  /** What a client reads. */
  C current() {
    return credential(StagingLabel.CURRENT).orElseThrow();
  }

  boolean isComplete(VersionId version) throws Exception {
    return labels().holderOf(StagingLabel.CURRENT).equals(Optional.of(version))
        && logsIn(StagingLabel.CURRENT);
  }

  int lockouts() {
    return lockout.reached();
  }

  /** What holds after any failure. */
  void assertNotLost() throws Exception {
    boolean current = logsIn(StagingLabel.CURRENT);
    assertTrue(
        current || logsIn(StagingLabel.PENDING) || logsIn(StagingLabel.PREVIOUS),
        "none of AWSCURRENT, AWSPENDING and AWSPREVIOUS logs in");
    if (contract.clientsNoticeNothing()) {
      assertTrue(current, "clients are locked out: AWSCURRENT is refused");
    }
  }

  /** What holds after a rotation that the service takes for complete. */
  void assertComplete(VersionId version) {
    SecretDescription labels = labels();
    assertEquals(
        Optional.of(version), labels.holderOf(StagingLabel.CURRENT), "the version of AWSCURRENT");
    Optional<VersionId> pending = labels.holderOf(StagingLabel.PENDING);
    assertTrue(
        pending.isEmpty() || pending.get().equals(version),
        "AWSPENDING is left on another version, so that the next rotation is refused");
    try {
      assertTrue(logsIn(StagingLabel.CURRENT), "AWSCURRENT is refused after the rotation");
    } catch (Exception e) {
      fail("a client cannot ask whether AWSCURRENT logs in", e);
    }
  }

  /** What holds at the end of a rotation that went wrong before. */
  void assertHealed(VersionId version) throws IOException {
    assertComplete(version);
    rotate();
    assertWellBehaved();
  }

  /** The parts of a case's end that every case has. */
  void assertWellBehaved() throws IOException {
    lockout.assertNotReached();
    assertNoConnection();
    assertNothingLeaked();
  }

  void assertNoConnection() {
    if (!contract.closesConnections()) {
      return;
    }
    Instant end = Instant.now().plus(SOON);
    while (proxy.open() > 0) {
      assertTrue(
          Instant.now().isBefore(end),
          () -> proxy.open() + " connections to the service are left open");
      Cases.pause(5);
    }
  }

  /** Every value that the secret has, against all that was said. */
  void assertNothingLeaked() {
    said.assertFreeOf(sensitive(), contract.heard());
  }

  /** The secret values of this case. */
  Set<String> sensitive() {
    Set<String> values = new LinkedHashSet<>(List.of(canary, account.password()));
    for (StagingLabel label :
        List.of(StagingLabel.CURRENT, StagingLabel.PENDING, StagingLabel.PREVIOUS)) {
      credential(label).ifPresent(found -> values.add(found.password().reveal()));
    }
    return values;
  }

  void assertCanarySurvived() {
    String now = text(StagingLabel.CURRENT).orElseThrow().reveal();
    assertTrue(now.contains(canary), "a member that the rotator does not know is lost");
    assertFalse(now.isEmpty());
  }

  private static Deadline soon() {
    return Deadline.after(InstantSource.system(), SOON);
  }

  @Override
  public void close() throws IOException {
    proxy.close();
  }
}
