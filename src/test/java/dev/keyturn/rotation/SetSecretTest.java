package dev.keyturn.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.door.DoorSecret;
import dev.keyturn.secret.SecretStoreException;
import dev.keyturn.testkit.FaultInjector;
import dev.keyturn.testkit.SecretsManagerExtension;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ladder, for a user who changes its own password. */
class SetSecretTest {

  @RegisterExtension static final SecretsManagerExtension SERVICE = DoorSecret.service();

  private static final String NEXT = DoorSecret.json("me", "next-password");
  private static final String CURRENT = DoorSecret.json("me", "current-password");
  private static final String PREVIOUS = DoorSecret.json("me", "previous-password");
  private static final int LIST = 5;

  private final Rig rig = new Rig(SERVICE.store());

  @Test
  void changesNothingForAPendingCredentialThatLogsIn() {
    rig.door.user("me", "next-password");

    StepReport report = rig.run(Step.SET_SECRET, secret(CURRENT).rotatingTo(NEXT));

    assertThat(report.failure()).isNull();
    assertThat(report.storeCalls()).isEqualTo(3);
    assertThat(report.logins()).isEqualTo(2);
    assertThat(report.rejectedLogins()).isEqualTo(1);
    assertThat(rig.door.visits())
        .containsExactly("AWSCURRENT as me: rejected", "AWSPENDING as me: accepted");
  }

  @Test
  void setsItAsCurrentWithoutReadingPrevious() {
    rig.door.user("me", "current-password");

    StepReport report = rig.run(Step.SET_SECRET, secret(PREVIOUS, CURRENT).rotatingTo(NEXT));

    assertThat(report.failure()).isNull();
    assertThat(report.storeCalls()).isEqualTo(3);
    assertThat(report.logins()).isEqualTo(1);
    assertThat(report.rejectedLogins()).isZero();
    assertThat(rig.door.visits())
        .containsExactly("AWSCURRENT as me: accepted", "AWSCURRENT sets me");
    assertThat(rig.door.opensTo("me", "next-password")).isTrue();
  }

  @Test
  void setsItAsPreviousWhenTheServiceDoesNotKnowCurrent() {
    rig.door.user("me", "previous-password");

    StepReport report = rig.run(Step.SET_SECRET, secret(PREVIOUS, CURRENT).rotatingTo(NEXT));

    assertThat(report.failure()).isNull();
    assertThat(report.warnings()).isEmpty();
    assertThat(rig.door.visits())
        .containsExactly(
            "AWSCURRENT as me: rejected",
            "AWSPENDING as me: rejected",
            "AWSPREVIOUS as me: accepted",
            "AWSPREVIOUS sets me");
    assertThat(rig.door.opensTo("me", "next-password")).isTrue();
  }

  /** Some services want the old password: it is that of the credential that logged in. */
  @Test
  void tellsTheRotatorWhichCredentialLoggedIn() {
    rig.door.user("me", "previous-password");

    rig.run(Step.SET_SECRET, secret(PREVIOUS, CURRENT).rotatingTo(NEXT));

    assertThat(rig.door.lastSet().login().password().reveal()).isEqualTo("previous-password");
    assertThat(rig.door.lastSet().current().password().reveal()).isEqualTo("current-password");
    assertThat(rig.door.lastSet().pending().password().reveal()).isEqualTo("next-password");
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          previous-password                                                                     | AWSPREVIOUS (cannot be read: it is not valid JSON, or names a member twice)
          {"engine":"door","host":"house","username":"me"}                                      | AWSPREVIOUS (cannot be read: member 'password' is missing)
          {"engine":"door","host":"house","username":"you","password":"previous-password"}      | AWSPREVIOUS (not tried: it names user 'you' at host 'house')
          {"engine":"door","host":"elsewhere","username":"me","password":"previous-password"}   | AWSPREVIOUS (not tried: it names user 'me' at host 'elsewhere')
          {"engine":"door","host":"HOUSE","username":"me","password":"another-password"}        | AWSPREVIOUS (wrong password)
          """)
  void losesOnlyTheRungOfABadPreviousValue(String previous, String lost) {
    rig.door.user("me", "set by hand").user("you", "previous-password");
    DoorSecret secret = secret(previous, CURRENT).rotatingTo(NEXT);

    RotationException failure = rig.fail(Step.SET_SECRET, secret);

    assertThat(failure)
        .hasMessage(
            noneAccepted(
                secret, "AWSCURRENT (wrong password), AWSPENDING (wrong password) and " + lost))
        .extracting(RotationException::reason)
        .isEqualTo(Reason.CREDENTIALS_REJECTED);

    rig.door.user("me", "current-password");
    assertThat(rig.run(Step.SET_SECRET, secret).failure()).isNull();
  }

  @Test
  void saysThatThereIsNoPreviousValue() {
    rig.door.user("me", "set by hand");
    DoorSecret secret = secret(CURRENT).rotatingTo(NEXT);

    assertThat(rig.fail(Step.SET_SECRET, secret))
        .hasMessage(
            noneAccepted(
                secret,
                "AWSCURRENT (wrong password), AWSPENDING (wrong password) and AWSPREVIOUS (does not"
                    + " exist)"));
  }

  @Test
  void saysThatPreviousCannotBeRead() {
    rig.door.user("me", "previous-password");
    DoorSecret secret = secret(PREVIOUS, CURRENT).rotatingTo(NEXT);
    FaultInjector store =
        new FaultInjector(SERVICE.store())
            .fail(
                4,
                FaultInjector.Moment.BEFORE,
                new SecretStoreException(
                    SecretStoreException.Kind.KEY_UNUSABLE,
                    "GetSecretValue",
                    "DecryptionFailure: the key is disabled",
                    null));

    assertThat(rig.over(store).fail(Step.SET_SECRET, secret))
        .hasMessage(
            noneAccepted(
                secret,
                "AWSCURRENT (wrong password), AWSPENDING (wrong password) and AWSPREVIOUS"
                    + " (GetSecretValue failed: DecryptionFailure: the key is disabled)"));
  }

  @Test
  void recoversWithADeprecatedVersionAndWarns() {
    rig.door.user("me", "older-password");
    DoorSecret secret =
        secret(
                DoorSecret.json("me", "oldest-password"),
                DoorSecret.json("me", "older-password"),
                PREVIOUS,
                CURRENT)
            .rotatingTo(NEXT);

    StepReport report = rig.run(Step.SET_SECRET, secret);

    assertThat(report.failure()).isNull();
    assertThat(report.warnings())
        .containsExactly(
            "AWSPENDING was set with a deprecated version; no labelled credential logged in");
    assertThat(report.logins()).isEqualTo(4);
    assertThat(rig.door.visits())
        .containsExactly(
            "AWSCURRENT as me: rejected",
            "AWSPENDING as me: rejected",
            "AWSPREVIOUS as me: rejected",
            "a deprecated version as me: accepted",
            "a deprecated version sets me");
    assertThat(rig.door.opensTo("me", "next-password")).isTrue();
  }

  @Test
  void triesDeprecatedVersionsFromTheNewestAndOnlyAsLongAsLoginsAreLeft() {
    rig.door.user("me", "oldest-password");
    DoorSecret secret =
        secret(
                DoorSecret.json("me", "oldest-password"),
                "not JSON",
                DoorSecret.json("you", "other-password"),
                DoorSecret.json("me", "older-password"),
                PREVIOUS,
                CURRENT)
            .rotatingTo(NEXT);

    assertThat(rig.with("LOGIN_BUDGET", "4").fail(Step.SET_SECRET, secret))
        .hasMessage(
            noneAccepted(
                secret,
                "AWSCURRENT (wrong password), AWSPENDING (wrong password), AWSPREVIOUS (wrong"
                    + " password), a deprecated version (wrong password) and older versions (not"
                    + " tried: LOGIN_BUDGET is used up)"));
    assertThat(rig.door.visits()).hasSize(4);

    rig.door.visits().clear();
    StepReport enough = rig.with("LOGIN_BUDGET", "5").run(Step.SET_SECRET, secret);
    assertThat(enough.failure()).isNull();
    assertThat(enough.logins()).isEqualTo(5);
  }

  @Test
  void saysThatDeprecatedVersionsCannotBeListed() {
    rig.door.user("me", "set by hand");
    DoorSecret secret = secret(PREVIOUS, CURRENT).rotatingTo(NEXT);
    FaultInjector store =
        new FaultInjector(SERVICE.store())
            .fail(
                LIST,
                FaultInjector.Moment.BEFORE,
                new SecretStoreException(
                    SecretStoreException.Kind.ACCESS_DENIED,
                    "ListSecretVersionIds",
                    "AccessDeniedException: not allowed",
                    null));

    assertThat(rig.over(store).fail(Step.SET_SECRET, secret))
        .hasMessage(
            noneAccepted(
                secret,
                "AWSCURRENT (wrong password), AWSPENDING (wrong password), AWSPREVIOUS (wrong"
                    + " password) and deprecated versions (not tried: ListSecretVersionIds failed:"
                    + " AccessDeniedException: not allowed)"));
  }

  @Test
  void losesOnlyTheDeprecatedVersionThatCannotBeRead() {
    rig.door.user("me", "oldest-password");
    DoorSecret secret =
        secret(
                DoorSecret.json("me", "oldest-password"),
                DoorSecret.json("me", "older-password"),
                PREVIOUS,
                CURRENT)
            .rotatingTo(NEXT);
    rig.over(
        new FaultInjector(SERVICE.store())
            .fail(
                LIST + 1,
                FaultInjector.Moment.BEFORE,
                new SecretStoreException(
                    SecretStoreException.Kind.KEY_UNUSABLE,
                    "GetSecretValue",
                    "DecryptionFailure: the key is disabled",
                    null)));

    StepReport report = rig.run(Step.SET_SECRET, secret);

    assertThat(report.failure()).isNull();
    assertThat(report.logins()).isEqualTo(4);
    assertThat(rig.door.opensTo("me", "next-password")).isTrue();
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          next-password                                                                | VALUE_INVALID     | AWSPENDING is no credential: it is not valid JSON, or names a member twice
          ["next-password"]                                                            | VALUE_INVALID     | AWSPENDING is no credential: it is JSON, but not an object
          {"engine":"door","host":"house","username":"me"}                             | VALUE_INVALID     | AWSPENDING is no credential: member 'password' is missing
          {"engine":"door","username":"me","password":5}                               | VALUE_INVALID     | AWSPENDING is no credential: member 'host' is missing; member 'password' is not a text, or empty
          {"engine":"door","host":"house","username":"you","password":"next-password"} | IDENTITY_MISMATCH | AWSPENDING is for user 'you' at host 'house', but after AWSCURRENT comes user 'me' at host 'house'
          {"engine":"door","host":"other","username":"me","password":"next-password"}  | IDENTITY_MISMATCH | AWSPENDING is for user 'me' at host 'other', but after AWSCURRENT comes user 'me' at host 'house'
          """)
  void refusesABadPendingValueBeforeAnyLogin(String pending, Reason reason, String observed) {
    rig.door.user("me", "current-password").user("you", "next-password");
    DoorSecret secret = secret(CURRENT).rotatingTo(pending);

    assertThat(rig.fail(Step.SET_SECRET, secret))
        .hasMessage(
            "setSecret of %s: %s. Remove AWSPENDING from version %s with UpdateSecretVersionStage; the next rotation then makes a new value."
                .formatted(secret.id(), observed, secret.token()))
        .hasNoCause()
        .extracting(RotationException::reason)
        .isEqualTo(reason);
    assertThat(rig.door.visits()).isEmpty();
  }

  @Test
  void refusesAPendingVersionThatIsStillEmpty() {
    DoorSecret secret = secret(CURRENT).rotating();

    assertThat(rig.fail(Step.SET_SECRET, secret))
        .hasMessage(
            "setSecret of %s: AWSPENDING has no value yet. Run createSecret first; RotateSecret does so."
                .formatted(secret.id()))
        .extracting(RotationException::reason)
        .isEqualTo(Reason.VALUE_MISSING);
    assertThat(rig.door.visits()).isEmpty();
  }

  /** The next rung would only wait for the same service again. */
  @ParameterizedTest
  @EnumSource(names = {"SERVICE_UNREACHABLE", "SERVICE_REFUSED", "SERVICE_FAILED"})
  void endsAtTheFirstLoginThatNobodyAnswers(Reason reason) {
    IOException cause = new IOException("timed out");
    rig.door
        .user("me", "current-password")
        .unavailable(reason, "no answer", "Open the way to it", cause);
    DoorSecret secret = secret(PREVIOUS, CURRENT).rotatingTo(NEXT);

    RotationException failure = rig.fail(Step.SET_SECRET, secret);

    assertThat(failure)
        .hasMessage(
            "setSecret of %s: logging in with AWSCURRENT as user 'me' at host 'house': no answer. Open the way to it."
                .formatted(secret.id()))
        .hasStackTraceContaining("java.io.IOException: timed out")
        .extracting(RotationException::reason)
        .isEqualTo(reason);
    assertThat(rig.door.visits()).hasSize(1);
    rig.door.available();
    assertThat(rig.run(Step.SET_SECRET, secret).failure()).isNull();
  }

  @Test
  void locatesWhatARotatorThrows() {
    rig.door
        .user("me", "current-password")
        .onSet(
            () -> {
              throw new RotationException(
                  Reason.SERVICE_READ_ONLY, "the door is painted shut", "Scrape it");
            });
    DoorSecret secret = secret(CURRENT).rotatingTo(NEXT);

    RotationException failure = rig.fail(Step.SET_SECRET, secret);

    assertThat(failure)
        .hasMessage("setSecret of %s: the door is painted shut. Scrape it.".formatted(secret.id()));
    assertThat(failure.reason()).isEqualTo(Reason.SERVICE_READ_ONLY);
    assertThat(failure.observed()).isEqualTo("the door is painted shut");
    assertThat(failure.remedy()).isEqualTo("Scrape it");
    assertThat(rig.door.opensTo("me", "current-password")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hinge", ""})
  void saysWhatElseARotatorThrew(String message) {
    rig.door
        .user("me", "current-password")
        .onSet(
            () -> {
              throw message.isEmpty() ? new IOException() : new IOException(message);
            });
    DoorSecret secret = secret(CURRENT).rotatingTo(NEXT);

    assertThat(rig.fail(Step.SET_SECRET, secret))
        .hasMessage(
            "setSecret of %s: the rotator threw java.io.IOException%s. Read the cause below; a rotator should say a reason and a remedy for what it expects."
                .formatted(secret.id(), message.isEmpty() ? "" : ": " + message))
        .extracting(RotationException::reason)
        .isEqualTo(Reason.UNEXPECTED);
  }

  /** Two invocations at once: what could set the password a moment ago is refused then. */
  @Test
  void isDoneWhenAnotherSetThePasswordBeforeItLoggedIn() {
    rig.door
        .user("me", "current-password")
        .onLogin(
            () -> {
              if (rig.door.visits().size() == 1) {
                rig.door.user("me", "next-password");
              }
            });

    StepReport report = rig.run(Step.SET_SECRET, secret(CURRENT).rotatingTo(NEXT));

    assertThat(report.failure()).isNull();
    assertThat(rig.door.visits())
        .containsExactly("AWSCURRENT as me: rejected", "AWSPENDING as me: accepted");
  }

  @Test
  void isDoneWhenAnotherSetThePasswordInAnotherSession() {
    rig.door
        .user("me", "current-password")
        .onSet(
            () -> {
              rig.door.user("me", "next-password");
              throw new IOException("not with that password");
            });

    assertThat(rig.run(Step.SET_SECRET, secret(CURRENT).rotatingTo(NEXT)).failure()).isNull();
  }

  @Test
  void staysInterruptedWhenARotatorWas() {
    rig.door
        .user("me", "current-password")
        .onSet(
            () -> {
              throw new InterruptedException("no time to wait");
            });
    DoorSecret secret = secret(CURRENT).rotatingTo(NEXT);

    StepReport report = rig.run(secret.request(Step.SET_SECRET));

    assertThat(Thread.interrupted()).isTrue();
    assertThat(report.failure())
        .hasMessage(
            "setSecret of %s: the rotator threw java.lang.InterruptedException: no time to wait. Read the cause below; a rotator should say a reason and a remedy for what it expects."
                .formatted(secret.id()));
  }

  @Test
  void keepsWhatWasDoneInASessionThatDoesNotEndPolitely() {
    rig.door
        .user("me", "current-password")
        .onClose(
            () -> {
              throw new IOException("slammed");
            });

    StepReport report = rig.run(Step.SET_SECRET, secret(CURRENT).rotatingTo(NEXT));

    assertThat(report.failure()).isNull();
    assertThat(report.warnings()).containsExactly("closing a session failed: IOException");
    assertThat(rig.door.opensTo("me", "next-password")).isTrue();
  }

  @Test
  void triesNoLoginWhenTheTimeIsOver() {
    rig.door.user("me", "set by hand").onLogin(() -> rig.clock.advance(Duration.ofSeconds(31)));
    DoorSecret secret = secret(CURRENT).rotatingTo(NEXT);

    assertThat(rig.fail(Step.SET_SECRET, secret))
        .hasMessage(
            "setSecret of %s: no time was left to log in with AWSPENDING. Give the function a longer Timeout; AWS's own rotation templates have 30 seconds."
                .formatted(secret.id()))
        .extracting(RotationException::reason)
        .isEqualTo(Reason.OUT_OF_TIME);
    assertThat(rig.door.visits()).hasSize(1);
  }

  private static String noneAccepted(DoorSecret secret, String rejected) {
    return "setSecret of %s: the service accepts none of the stored credentials: it rejected %s. Store a credential that logs in as AWSCURRENT with PutSecretValue, which also abandons this rotation, then start a new one."
        .formatted(secret.id(), rejected);
  }

  private static DoorSecret secret(String... values) {
    return DoorSecret.of(SERVICE.client(), values);
  }
}
