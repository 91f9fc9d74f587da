package dev.keyturn.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.door.DoorSecret;
import dev.keyturn.secret.VersionId;
import dev.keyturn.testkit.SecretsManagerExtension;
import java.util.Arrays;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * All four steps meet one guard: every state of the labels that the service can be in, brought
 * about by its own operations, for every step.
 */
class GuardTest {

  @RegisterExtension static final SecretsManagerExtension SERVICE = DoorSecret.service();

  /** What the event's version is labelled, brought about as it comes to be in the service. */
  enum Token {
    UNKNOWN,
    UNLABELLED,
    PREVIOUS,
    PENDING,
    CURRENT,
    BOTH;

    DoorSecret bring(DoorSecret secret) {
      return switch (this) {
        case UNKNOWN -> secret.rotating().remove("AWSPENDING");
        case UNLABELLED -> secret.rotatingTo(NEXT).remove("AWSPENDING");
        case PREVIOUS -> CURRENT.bring(secret).store(NEXT);
        case PENDING -> secret.rotatingTo(NEXT);
        case CURRENT -> BOTH.bring(secret).remove("AWSPENDING");
        case BOTH -> secret.rotatingTo(NEXT).move("AWSCURRENT", secret.token());
      };
    }
  }

  private static final String NEXT = DoorSecret.json("me", "next-password");

  private final Rig rig = new Rig(SERVICE.store());

  static Stream<Arguments> statesThatRefuse() {
    return Stream.of(Token.values())
        .flatMap(
            token ->
                Stream.of(
                    Arguments.of(true, token, false),
                    Arguments.of(true, token, true),
                    Arguments.of(false, token, false),
                    Arguments.of(false, token, true)))
        .filter(state -> possible((Token) state.get()[1], (boolean) state.get()[2]))
        .filter(
            state ->
                !(boolean) state.get()[0]
                    || Stream.of(Token.UNKNOWN, Token.UNLABELLED, Token.PREVIOUS)
                        .anyMatch(token -> token == state.get()[1]));
  }

  /** A label is on one version only. */
  private static boolean possible(Token token, boolean foreign) {
    return !foreign || (token != Token.PENDING && token != Token.BOTH);
  }

  @ParameterizedTest(name = "rotation on {0}, token {1}, foreign AWSPENDING {2}")
  @MethodSource("statesThatRefuse")
  void refusesEveryStepAlike(boolean on, Token token, boolean foreign) {
    DoorSecret secret = secret(on, token, foreign);
    String labels = secret.labels();
    String refusal = refusal(on, token, secret.token(), labels);

    for (Step step : Step.values()) {
      StepReport report = rig.run(step, secret);

      assertThat(report.failure())
          .hasMessage("%s of %s: %s.".formatted(step, secret.id(), refusal))
          .extracting(RotationException::reason)
          .isEqualTo(reason(on, token));
      assertThat(report.storeCalls()).as("calls").isEqualTo(1);
      assertThat(rig.door.visits()).isEmpty();
      assertThat(secret.labels()).isEqualTo(labels);
    }
  }

  @ParameterizedTest(name = "{0}, token {1}, foreign AWSPENDING {2}")
  @MethodSource("statesThatAreCurrent")
  void hasNothingToDoInAnyStep(Step step, Token token, boolean foreign) {
    DoorSecret secret = secret(true, token, foreign);
    String labels = secret.labels();

    StepReport report = rig.run(step, secret);

    assertThat(report.failure()).isNull();
    assertThat(report.alreadyCurrent()).isTrue();
    assertThat(report.storeCalls()).as("calls").isEqualTo(1);
    assertThat(rig.door.visits()).isEmpty();
    assertThat(secret.labels()).isEqualTo(labels);
  }

  static Stream<Arguments> statesThatAreCurrent() {
    return Arrays.stream(Step.values())
        .flatMap(
            step ->
                Stream.of(
                    Arguments.of(step, Token.CURRENT, false),
                    Arguments.of(step, Token.CURRENT, true),
                    Arguments.of(step, Token.BOTH, false)));
  }

  @ParameterizedTest
  @MethodSource("steps")
  void runsEveryStepOfAPendingVersion(Step step) {
    rig.door.user("me", "next-password");
    DoorSecret secret = secret(true, Token.PENDING, false);

    StepReport report = rig.run(step, secret);

    assertThat(report.failure()).isNull();
    assertThat(report.alreadyCurrent()).isFalse();
    assertThat(report.storeCalls()).as("calls").isGreaterThan(1);
  }

  static Stream<Step> steps() {
    return Stream.of(Step.values());
  }

  private static DoorSecret secret(boolean on, Token token, boolean foreign) {
    DoorSecret secret = DoorSecret.of(SERVICE.client(), DoorSecret.json("me", "first-password"));
    token.bring(secret);
    if (foreign) {
      SERVICE
          .client()
          .putSecretValue(
              r ->
                  r.secretId(secret.name())
                      .clientRequestToken("foreign-" + UUID.randomUUID())
                      .secretString(NEXT)
                      .versionStages("AWSPENDING"));
    }
    return on ? secret : secret.cancelled();
  }

  private static Reason reason(boolean on, Token token) {
    if (!on) {
      return Reason.ROTATION_DISABLED;
    }
    return token == Token.PREVIOUS ? Reason.VERSION_NOT_PENDING : Reason.VERSION_UNKNOWN;
  }

  private static String refusal(boolean on, Token token, VersionId version, String labels) {
    if (!on) {
      return "rotation is off for this secret; labels are %s. Turn rotation on with RotateSecret, or stop invoking this function for the secret"
          .formatted(labels);
    }
    return token == Token.PREVIOUS
        ? "version %s is not labelled AWSPENDING; labels are %s. The rotation that this event belongs to was abandoned; start a new one with RotateSecret"
            .formatted(version, labels)
        : "the secret has no labelled version %s; labels are %s. Start a rotation with RotateSecret, which prepares the version that it then rotates to"
            .formatted(version, labels);
  }
}
