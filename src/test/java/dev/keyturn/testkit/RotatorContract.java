package dev.keyturn.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.keyturn.RotationEnvironment;
import dev.keyturn.RotationHandler;
import dev.keyturn.credential.Credential;
import dev.keyturn.local.functions.FunctionTarget;
import dev.keyturn.local.rotation.RetryPolicy;
import dev.keyturn.rotation.Overlap;
import dev.keyturn.rotation.Step;
import dev.keyturn.secret.SecretStore;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.secret.VersionId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * What every rotator does: a subclass names the rotator and a service to run it against, and
 * inherits the tests.
 *
 * <p>The service is a real one or a double of it, on this machine, and lives as long as the tests
 * of the class. Each test makes users of its own, and several run at once. JUnit makes one instance
 * of the class, so that the service may be a field.
 *
 * <p>The system property {@value #THOROUGH} has every crash followed by a second one after every
 * call of the retry that may change something, which takes minutes.
 *
 * @param <C> the credential
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class RotatorContract<C extends Credential<C>> {

  /** The system property that, when it is {@code true}, runs what takes minutes too. */
  public static final String THOROUGH = "keyturn.contract.thorough";

  /** The system property that says how often tests rotate that measure; 4 times without it. */
  public static final String ROTATIONS = "keyturn.proof.rotations";

  /** The system property with the seed of random faults, to have the same ones again. */
  public static final String SEED = "keyturn.proof.seed";

  /** The tag of tests that measure what clients notice. */
  public static final String PROOF = "proof";

  private static final int FEW = 4;

  static final String FUNCTION = "arn:aws:lambda:us-east-1:123456789012:function:Contract";

  private static final int DEFAULT_LOCKOUT = 5;
  private static final int AT_ONCE = 4;

  /** Most of the time of some tests is a time-out. */
  private static final int WAITING = 16;

  private static final AtomicInteger USERS = new AtomicInteger();

  @RegisterExtension
  final SecretsManagerExtension secretsManager =
      new SecretsManagerExtension(
          builder ->
              builder
                  .function(
                      "Contract", FunctionTarget.parse("class:" + IdleFunction.class.getName()))
                  .functionConcurrency(100)
                  .retries(new RetryPolicy(1, Duration.ZERO)));

  private @Nullable Ears ears;

  /** For subclasses. */
  protected RotatorContract() {}

  /**
   * Constructs the rotator as Lambda does, with its constructor without parameters.
   *
   * @return a rotator that nobody has used yet
   */
  protected abstract RotationHandler<C, ?> rotator();

  /**
   * Tells where the service listens. The kit's proxy stands before it, on the same host, and that
   * is where secrets send the rotator.
   *
   * @return an address of this machine, with the host name that a secret is to have
   */
  protected abstract InetSocketAddress address();

  /**
   * Sees to it that a user exists and has a password, and writes the secret that says so. Called
   * again for a user whose password is to be changed by hand.
   *
   * @param account the user, the password, and where the secret is to send the rotator
   * @return the secret's JSON
   * @throws Exception if the service does not take it; the test fails
   */
  protected abstract String secret(Account account) throws Exception;

  /**
   * Logs in as a client would, without the rotator's code.
   *
   * @param credential what a client has read
   * @return whether the service lets it in
   * @throws Exception if the service cannot be asked; the test fails
   */
  protected abstract boolean logsIn(C credential) throws Exception;

  /**
   * Writes the administrator's secret, for strategies that need one. Its ARN is then in every
   * {@link Account}.
   *
   * @param host where the secret is to send the rotator
   * @param port and at which port
   * @return the secret's JSON, or empty if nobody needs an administrator
   */
  protected Optional<String> adminSecret(String host, int port) {
    return Optional.empty();
  }

  /**
   * Removes a user that no test needs any more, and what the rotator made beside it. For services
   * that get slower with every user: the tests make thousands.
   *
   * @param account what {@link #secret} was called with
   * @throws Exception if the service does not remove it; the test fails
   */
  protected void forget(Account account) throws Exception {}

  /**
   * Changes the environment of the rotation function, for instance its variables.
   *
   * @param usual store, time, randomness and listeners
   * @return the function's environment
   */
  protected RotationEnvironment environment(RotationEnvironment usual) {
    return usual;
  }

  /**
   * Changes the environment of the rotation function for one account, where it is the function's
   * variables and not the secret that say where the service is.
   *
   * @param usual what {@link #environment(RotationEnvironment)} gives
   * @param account the account, and where the kit's proxy listens
   * @return the function's environment
   */
  protected RotationEnvironment environment(RotationEnvironment usual, Account account) {
    return usual;
  }

  /**
   * Tells whether AWSCURRENT logs in at every moment of a rotation, because users alternate or the
   * service accepts two credentials at once.
   *
   * @return false unless overridden
   */
  protected boolean clientsNoticeNothing() {
    return false;
  }

  /**
   * Names what is tested, in tables.
   *
   * @return the name of the class without {@code ContractTest}, unless overridden
   */
  protected String subject() {
    return getClass().getSimpleName().replace("ContractTest", "");
  }

  /**
   * Tells after how many wrong passwords in a row the service locks a user out.
   *
   * @return 5 unless overridden
   */
  protected int lockoutAfter() {
    return DEFAULT_LOCKOUT;
  }

  /**
   * Tells whether the rotator closes every connection before a step ends. A client that keeps some
   * for all steps need not.
   *
   * @return true unless overridden
   */
  protected boolean closesConnections() {
    return true;
  }

  /**
   * Lists user names that are to be tried, to which the kit adds a number.
   *
   * @return names with quotes, blanks and other alphabets, unless overridden
   */
  protected List<String> hostileNames() {
    return Hostile.NAMES;
  }

  /**
   * Lists passwords that are to be tried.
   *
   * @return passwords with quotes, blanks and other alphabets, unless overridden
   */
  protected List<String> hostilePasswords() {
    return Hostile.PASSWORDS;
  }

  /**
   * Gives what the service has logged, in which no secret value may be found.
   *
   * @return nothing unless overridden
   * @throws IOException if the log cannot be read; the test fails
   */
  protected String serverLog() throws IOException {
    return "";
  }

  /**
   * Tells how many tests may run at once.
   *
   * @return 4 unless overridden
   */
  protected int atOnce() {
    return AT_ONCE;
  }

  @BeforeAll
  void listen() {
    ears = new Ears();
  }

  @AfterAll
  void stopListening() {
    Objects.requireNonNull(ears).close();
  }

  /** Twice, with a function that starts cold for every step. */
  @Test
  void rotates() throws Exception {
    try (Trial<C> trial = trial()) {
      C before = trial.credential(StagingLabel.CURRENT).orElseThrow();
      trial.rotate();
      trial.rotate();
      C after = trial.credential(StagingLabel.CURRENT).orElseThrow();
      assertNotEquals(before.password(), after.password(), "the password");
    }
  }

  /** What {@link dev.keyturn.rotation.ProtectedService#overlap} says, clients rely on. */
  @Test
  void keepsTheOldCredentialAsLongAsItSays() throws Exception {
    try (Trial<C> trial = trial()) {
      C first = trial.credential(StagingLabel.CURRENT).orElseThrow();
      trial.rotate();
      C second = trial.credential(StagingLabel.CURRENT).orElseThrow();
      boolean keeps =
          trial.overlap() != Overlap.NONE || !first.identity().equals(second.identity());
      assertEquals(keeps, logsIn(first), "the old credential logs in");
      trial.rotate();
      assertFalse(logsIn(first), "a credential logs in that was replaced by the rotation before");
    }
  }

  /** Every session, and whatever else a step needed. */
  @Test
  void closesItsConnections() throws Exception {
    assumeTrue(closesConnections(), "closesConnections() says that some are kept");
    try (Trial<C> trial = trial()) {
      VersionId version = trial.begin();
      for (Step step : Step.values()) {
        trial.succeed(step, version);
        trial.assertNoConnection();
      }
    }
  }

  /** Whatever a process that dies leaves behind, somebody logs in, and the next run heals. */
  @TestFactory
  Stream<DynamicTest> healsWhereverTheProcessDies() throws Exception {
    return new CrashMatrix<>(this, new Cases(atOnce())).cases().run();
  }

  /** Delivery is at least once. */
  @TestFactory
  Stream<DynamicTest> doesEachStepTwice() {
    return new Repetitions<>(this, new Cases(atOnce())).cases().run();
  }

  /** Two invocations of one step, the second at every point of the first. */
  @TestFactory
  Stream<DynamicTest> doesAStepTwiceAtOnce() throws Exception {
    return new Meetings<>(this, new Cases(atOnce())).cases().run();
  }

  /** In whatever order the steps come, the credential that works is not lost. */
  @TestFactory
  Stream<DynamicTest> survivesStepsOutOfOrder() {
    return new Orders<>(this, new Cases(atOnce())).cases().run();
  }

  /** Late steps are refused, and do not disturb the rotation that came after. */
  @TestFactory
  Stream<DynamicTest> refusesStepsOfAnAbandonedRotation() {
    return new LateSteps<>(this, new Cases(atOnce())).cases().run();
  }

  /** In every state that can come about, each step succeeds, refuses or may be tried again. */
  @TestFactory
  Stream<DynamicTest> losesNoCredentialInAnyState() {
    return new States<>(this, new Cases(atOnce())).cases().run();
  }

  /** Only the service can say that a password is wrong. */
  @TestFactory
  Stream<DynamicTest> tellsRejectedFromUnavailable() throws Exception {
    return new Network<>(this, new Cases(WAITING)).logins().run();
  }

  /** Half a second before its time is up, an invocation has to report. */
  @TestFactory
  Stream<DynamicTest> answersInTime() throws Exception {
    return new Network<>(this, new Cases(WAITING)).silence().run();
  }

  /** A step that fails with the network does so in time, and the next run heals. */
  @TestFactory
  Stream<DynamicTest> survivesAFailingNetwork() throws Exception {
    return new Network<>(this, new Cases(WAITING)).steps().run();
  }

  /** Names that need quoting. */
  @TestFactory
  Stream<DynamicTest> takesHostileNames() {
    return new Hostile<>(this, new Cases(atOnce())).names().run();
  }

  /** Passwords that need quoting. */
  @TestFactory
  Stream<DynamicTest> takesHostilePasswords() {
    return new Hostile<>(this, new Cases(atOnce())).passwords().run();
  }

  /** No secret value is told to anybody. */
  @TestFactory
  Stream<DynamicTest> leaksNothing() throws Exception {
    return new Leaks<>(this, new Cases(atOnce())).cases().run();
  }

  /** RotateImmediately=false runs this step and no other. */
  @Test
  void testSecretNeedsNothingBeforeIt() throws Exception {
    try (Trial<C> trial = trial()) {
      VersionId version = trial.begin();
      trial.putPending(version, trial.text(StagingLabel.CURRENT).orElseThrow().reveal());
      trial.succeed(Step.TEST_SECRET, version);
      trial.assertWellBehaved();
    }
  }

  /** What a secret has besides its credential is not the rotator's to lose. */
  @Test
  void keepsMembersThatItDoesNotKnow() throws Exception {
    try (Trial<C> trial = trial()) {
      trial.rotate();
      trial.assertCanarySurvived();
    }
  }

  /** Clients that read AWSCURRENT and log in all the while, when setSecret also promotes. */
  @Test
  @Tag(PROOF)
  void clientsDuringRotationsWithPromptPromotion() throws Exception {
    new Outage<>(this).run(true);
  }

  /** Clients that read AWSCURRENT and log in all the while. */
  @Test
  @Tag(PROOF)
  void clientsDuringRotations() throws Exception {
    new Outage<>(this).run(false);
  }

  /** Half of the rotations are disturbed at a random place; none ends stuck. */
  @Test
  @Tag(PROOF)
  void rotationsWithRandomFaults() throws Exception {
    new Reliability<>(this, Long.getLong(SEED, System.nanoTime())).run(rotations());
  }

  /** How often the tests rotate that measure something. */
  int rotations() {
    return Integer.getInteger(ROTATIONS, FEW);
  }

  boolean measures() {
    return rotations() > FEW;
  }

  Trial<C> trial() throws Exception {
    return trial(user(), "First" + UUID.randomUUID());
  }

  Trial<C> trial(String user, String password) throws Exception {
    return new Trial<>(this, user, password);
  }

  static String user() {
    return "user_" + number();
  }

  /** Makes a name one that no other case has. */
  static int number() {
    return USERS.incrementAndGet();
  }

  boolean thorough() {
    return Boolean.getBoolean(THOROUGH);
  }

  SecretsManagerClient client() {
    return secretsManager.client();
  }

  SecretStore store() {
    return secretsManager.service().store();
  }

  /** All that this process has printed and logged since the tests began. */
  String heard() {
    return Objects.requireNonNull(ears).heard();
  }
}
