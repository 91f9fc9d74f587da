package dev.keyturn.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.keyturn.RotationEnvironment;
import dev.keyturn.RotationHandler;
import dev.keyturn.credential.Codec;
import dev.keyturn.credential.CredentialFormatException;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.LoginResult.Accepted;
import dev.keyturn.rotation.LoginResult.Rejected;
import dev.keyturn.rotation.LoginResult.Unavailable;
import dev.keyturn.rotation.Overlap;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.SetRequest;
import dev.keyturn.rotation.VerifyRequest;
import dev.keyturn.secret.Deadline;
import dev.keyturn.secret.ForwardingStore;
import dev.keyturn.secret.RotationToken;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretStore;
import dev.keyturn.secret.SecretStoreException;
import dev.keyturn.secret.SecretStoreException.Kind;
import dev.keyturn.secret.SecretText;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.secret.VersionId;
import dev.keyturn.testkit.RotatorContract;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Rotators with the defects that other rotation code has had: the contract catches each, by the
 * test that is named for it. That these tests pass for a rotator without one is what {@link
 * LockerContractTest} shows.
 */
class BrokenRotatorsTest {

  static Stream<Arguments> broken() {
    return Stream.of(
        Arguments.of(TakesAStatusForALogin.class, "tellsRejectedFromUnavailable"),
        Arguments.of(TakesADeadHostForAWrongPassword.class, "tellsRejectedFromUnavailable"),
        Arguments.of(TakesAWrongPasswordForADeadHost.class, "tellsRejectedFromUnavailable"),
        Arguments.of(WaitsLongerThanItMay.class, "answersInTime"),
        Arguments.of(QuotesTheWrongVariable.class, "takesHostilePasswords"),
        Arguments.of(FormatsTheName.class, "takesHostileNames"),
        Arguments.of(TakesTheOldOneAwayFirst.class, "healsWhereverTheProcessDies"),
        Arguments.of(TakesThePendingLabelOffMeanwhile.class, "healsWhereverTheProcessDies"),
        Arguments.of(FailsWhenItLosesTheRace.class, "doesAStepTwiceAtOnce"),
        Arguments.of(AlwaysUsesTheCurrentPassword.class, "losesNoCredentialInAnyState"),
        Arguments.of(TriesThreeTimes.class, "losesNoCredentialInAnyState"),
        Arguments.of(SwallowsErrors.class, "survivesAFailingNetwork"),
        Arguments.of(SaysThePassword.class, "leaksNothing"),
        Arguments.of(LeavesAConnectionOpen.class, "closesItsConnections"),
        Arguments.of(RemembersInMemory.class, "testSecretNeedsNothingBeforeIt"),
        Arguments.of(DropsMembers.class, "keepsMembersThatItDoesNotKnow"),
        Arguments.of(SetsNothing.class, "rotates"),
        Arguments.of(PromisesAnOverlap.class, "keepsTheOldCredentialAsLongAsItSays"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("broken")
  void isCaught(Class<? extends LockerContractTest> broken, String test) {
    assertThat(failures(broken, test)).as("failures of %s", test).isNotEmpty();
  }

  /** It is locked out by the guesses of three runs, not of two. */
  @Test
  void aSecondDeathFindsWhatOneDoesNot() {
    String thorough = System.getProperty(RotatorContract.THOROUGH, "false");
    try {
      System.setProperty(RotatorContract.THOROUGH, "false");
      assertThat(failures(TriesTwice.class, "healsWhereverTheProcessDies")).isEmpty();

      System.setProperty(RotatorContract.THOROUGH, "true");
      assertThat(failures(TriesTwice.class, "healsWhereverTheProcessDies"))
          .isNotEmpty()
          .allMatch(failure -> failure.contains("and after every change of the retry"));
    } finally {
      System.setProperty(RotatorContract.THOROUGH, thorough);
    }
  }

  private static List<String> failures(Class<?> contract, String test) {
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request().selectors(selectMethod(contract, test)).build();
    Failures failures = new Failures();
    Launcher launcher = LauncherFactory.create();
    launcher.execute(request, failures);
    assertThat(failures.ran).as("tests that ran").isPositive();
    return failures.told;
  }

  private static final class Failures implements TestExecutionListener {
    final List<String> told = new ArrayList<>();
    int ran;

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
      ran += test.isTest() ? 1 : 0;
      result.getThrowable().ifPresent(failure -> told.add(test.getDisplayName() + ": " + failure));
    }
  }

  /** It only asks whether something is "active". */
  static class TakesAStatusForALogin extends LockerContractTest {
    TakesAStatusForALogin() throws IOException {}

    @Override
    protected RotationHandler<DatabaseCredential, ?> rotator() {
      return new BrokenRotator() {
        @Override
        public LoginResult<Locker> login(LoginRequest<DatabaseCredential> request) {
          return new Accepted<>(
              Locker.unopened(request.credential(), request.deadline().remaining()));
        }
      };
    }
  }

  static class TakesADeadHostForAWrongPassword extends LockerContractTest {
    TakesADeadHostForAWrongPassword() throws IOException {}

    @Override
    protected RotationHandler<DatabaseCredential, ?> rotator() {
      return new BrokenRotator() {
        @Override
        public LoginResult<Locker> login(LoginRequest<DatabaseCredential> request) {
          LoginResult<Locker> result = right.login(request);
          return result instanceof Unavailable ? new Rejected<>("unable to log in") : result;
        }
      };
    }
  }

  static class TakesAWrongPasswordForADeadHost extends LockerContractTest {
    TakesAWrongPasswordForADeadHost() throws IOException {}

    @Override
    protected RotationHandler<DatabaseCredential, ?> rotator() {
      return new BrokenRotator() {
        @Override
        public LoginResult<Locker> login(LoginRequest<DatabaseCredential> request) {
          LoginResult<Locker> result = right.login(request);
          return result instanceof Rejected
              ? new Unavailable<>(Reason.SERVICE_FAILED, "unable to log in", "Try again", null)
              : result;
        }
      };
    }
  }

  /** Its time-out is a constant. */
  static class WaitsLongerThanItMay extends LockerContractTest {
    WaitsLongerThanItMay() throws IOException {}

    @Override
    protected RotationHandler<DatabaseCredential, ?> rotator() {
      return new BrokenRotator() {
        @Override
        public LoginResult<Locker> login(LoginRequest<DatabaseCredential> request)
            throws InterruptedException {
          LoginResult<Locker> result = right.login(request);
          if (result instanceof Unavailable) {
            // Not parked, since that may end at once, and then it would be in time.
            Thread.sleep(4_000);
          }
          return result;
        }
      };
    }
  }

  static class QuotesTheWrongVariable extends LockerContractTest {
    QuotesTheWrongVariable() throws IOException {}

    @Override
    protected RotationHandler<DatabaseCredential, ?> rotator() {
      return new BrokenRotator() {
        @Override
        public void set(SetRequest<DatabaseCredential, Locker> request) throws IOException {
          String quoted = request.pending().password().reveal().replace("'", "''");
          request.session().setPassword(request.pending().username(), SecretText.of(quoted));
        }
      };
    }
  }

  static class FormatsTheName extends LockerContractTest {
    FormatsTheName() throws IOException {}

    @Override
    protected RotationHandler<DatabaseCredential, ?> rotator() {
      return new BrokenRotator() {
        @Override
        public void set(SetRequest<DatabaseCredential, Locker> request) throws IOException {
          String name = request.pending().username().replace("%", "%%").replace("%s", "");
          request.session().setPassword(name, request.pending().password());
        }
      };
    }
  }

  /** The key in use is deactivated before its successor exists. */
  static class TakesTheOldOneAwayFirst extends LockerContractTest {
    TakesTheOldOneAwayFirst() throws IOException {}

    @Override
    protected RotationHandler<DatabaseCredential, ?> rotator() {
      return new BrokenRotator() {
        @Override
        public void set(SetRequest<DatabaseCredential, Locker> request) throws Exception {
          SecretText nobodys = SecretText.of(UUID.randomUUID().toString());
          String user = request.pending().username();
          request.session().setPassword(user, nobodys);
          Duration time = request.deadline().remaining();
          Locker.open(request.login().withPassword(nobodys), time)
              .setPassword(user, request.pending().password());
        }
      };
    }
  }

  static class TakesThePendingLabelOffMeanwhile extends LockerContractTest {
    TakesThePendingLabelOffMeanwhile() throws IOException {}

    @Override
    protected RotationEnvironment environment(RotationEnvironment usual) {
      return with(
          usual,
          new ForwardingStore(usual.store()) {
            @Override
            public void move(
                SecretId secret,
                StagingLabel label,
                VersionId to,
                VersionId from,
                Deadline deadline) {
              super.move(secret, StagingLabel.PENDING, from, to, deadline);
              super.move(secret, label, to, from, deadline);
              super.move(secret, StagingLabel.PENDING, to, from, deadline);
            }
          });
    }
  }

  /** A second createSecret makes a second password, and its put fails. */
  static class FailsWhenItLosesTheRace extends LockerContractTest {
    FailsWhenItLosesTheRace() throws IOException {}

    @Override
    protected RotationEnvironment environment(RotationEnvironment usual) {
      return with(
          usual,
          new ForwardingStore(usual.store()) {
            @Override
            public void put(
                SecretId secret,
                VersionId version,
                SecretText text,
                Set<StagingLabel> labels,
                RotationToken token,
                Deadline deadline) {
              try {
                super.put(secret, version, text, labels, token, deadline);
              } catch (SecretStoreException e) {
                throw new SecretStoreException(Kind.INVALID, e.call(), "it exists", e);
              }
            }
          });
    }
  }

  /** Also when it was the previous one that logged in. */
  static class AlwaysUsesTheCurrentPassword extends LockerContractTest {
    AlwaysUsesTheCurrentPassword() throws IOException {}

    @Override
    protected RotationHandler<DatabaseCredential, ?> rotator() {
      return new BrokenRotator() {
        @Override
        public void set(SetRequest<DatabaseCredential, Locker> request) throws IOException {
          Locker.unopened(request.current(), request.deadline().remaining())
              .setPassword(request.pending().username(), request.pending().password());
        }
      };
    }
  }

  static class TriesThreeTimes extends LockerContractTest {
    TriesThreeTimes() throws IOException {}

    @Override
    protected RotationHandler<DatabaseCredential, ?> rotator() {
      return new Insistent(3);
    }
  }

  static class TriesTwice extends LockerContractTest {
    TriesTwice() throws IOException {}

    @Override
    protected RotationHandler<DatabaseCredential, ?> rotator() {
      return new Insistent(2);
    }
  }

  /** A password that is wrong is tried again. */
  private static final class Insistent extends BrokenRotator {
    private final int tries;

    Insistent(int tries) {
      this.tries = tries;
    }

    @Override
    public LoginResult<Locker> login(LoginRequest<DatabaseCredential> request) {
      LoginResult<Locker> result = right.login(request);
      for (int tried = 1; tried < tries && result instanceof Rejected; tried++) {
        result = right.login(request);
      }
      return result;
    }
  }

  static class SwallowsErrors extends LockerContractTest {
    SwallowsErrors() throws IOException {}

    @Override
    protected RotationHandler<DatabaseCredential, ?> rotator() {
      return new BrokenRotator() {
        @Override
        public void set(SetRequest<DatabaseCredential, Locker> request) {
          try {
            right.set(request);
          } catch (RotationException e) {
            request.warnings().accept("something went wrong");
          }
        }
      };
    }
  }

  static class SaysThePassword extends LockerContractTest {
    SaysThePassword() throws IOException {}

    @Override
    protected RotationHandler<DatabaseCredential, ?> rotator() {
      return new BrokenRotator() {
        @Override
        public void set(SetRequest<DatabaseCredential, Locker> request) {
          System.err.println("PUT password=" + request.pending().password().reveal());
          right.set(request);
        }
      };
    }
  }

  static class LeavesAConnectionOpen extends LockerContractTest {
    private static final Queue<Socket> FORGOTTEN = new ConcurrentLinkedQueue<>();

    LeavesAConnectionOpen() throws IOException {}

    @Override
    protected RotationHandler<DatabaseCredential, ?> rotator() {
      return new BrokenRotator() {
        @Override
        public LoginResult<Locker> login(LoginRequest<DatabaseCredential> request)
            throws IOException {
          FORGOTTEN.add(new Socket(request.credential().host(), request.credential().port()));
          return right.login(request);
        }
      };
    }
  }

  /** What setSecret knew is gone at a cold start. */
  static class RemembersInMemory extends LockerContractTest {
    RemembersInMemory() throws IOException {}

    @Override
    protected RotationHandler<DatabaseCredential, ?> rotator() {
      return new BrokenRotator() {
        private boolean set;

        @Override
        public void set(SetRequest<DatabaseCredential, Locker> request) {
          right.set(request);
          set = true;
        }

        @Override
        public void verify(VerifyRequest<DatabaseCredential, Locker> request) {
          if (!set) {
            throw new IllegalStateException("nothing was set");
          }
        }
      };
    }
  }

  static class DropsMembers extends LockerContractTest {
    DropsMembers() throws IOException {}

    @Override
    protected RotationHandler<DatabaseCredential, ?> rotator() {
      return new BrokenRotator() {
        @Override
        public Codec<DatabaseCredential> codec() {
          return new Forgetful(super.codec());
        }
      };
    }
  }

  private record Forgetful(Codec<DatabaseCredential> right) implements Codec<DatabaseCredential> {

    @Override
    public DatabaseCredential decode(SecretText text) throws CredentialFormatException {
      return right.decode(text);
    }

    @Override
    public SecretText encode(DatabaseCredential credential) {
      return SecretText.of(
          "{\"engine\":\"%s\",\"host\":\"%s\",\"port\":%d,\"username\":\"%s\",\"password\":\"%s\"}"
              .formatted(
                  credential.engine(),
                  credential.host(),
                  credential.port(),
                  credential.username(),
                  credential.password().reveal()));
    }

    @Override
    public String example() {
      return right.example();
    }
  }

  static class SetsNothing extends LockerContractTest {
    SetsNothing() throws IOException {}

    @Override
    protected RotationHandler<DatabaseCredential, ?> rotator() {
      return new BrokenRotator() {
        @Override
        public void set(SetRequest<DatabaseCredential, Locker> request) {}
      };
    }
  }

  /** Its service has one password. */
  static class PromisesAnOverlap extends LockerContractTest {
    PromisesAnOverlap() throws IOException {}

    @Override
    protected RotationHandler<DatabaseCredential, ?> rotator() {
      return new BrokenRotator() {
        @Override
        public Overlap overlap() {
          return Overlap.TWO;
        }
      };
    }
  }

  private static RotationEnvironment with(RotationEnvironment usual, SecretStore store) {
    return new RotationEnvironment(
        store, usual.clock(), usual.random(), usual.variables(), usual.listeners());
  }
}
