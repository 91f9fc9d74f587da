package dev.keyturn.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.secret.SecretDescription;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.secret.VersionId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The whole state space: rotation on or off, what the event's version is labelled, and whether
 * another version is labelled AWSPENDING. The step is not part of it, see {@link GuardTest}.
 */
class DecisionTest {

  private static final VersionId TOKEN = new VersionId("token-0000-0000-0000-000000000000");
  private static final VersionId CLIENTS = new VersionId("clients-0000-0000-0000-0000000000");
  private static final VersionId FOREIGN = new VersionId("foreign-0000-0000-0000-0000000000");

  private static final String TURN_ON =
      "Turn rotation on with RotateSecret, or stop invoking this function for the secret";
  private static final String START =
      "Start a rotation with RotateSecret, which prepares the version that it then rotates to";
  private static final String ABANDONED =
      "The rotation that this event belongs to was abandoned; start a new one with RotateSecret";

  private static final String RUN = "run";

  @ParameterizedTest(name = "rotation on, token {0}, foreign AWSPENDING {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          unknown                | false | VERSION_UNKNOWN     | the secret has no labelled version TOKEN; labels are AWSCURRENT on CLIENTS
          unknown                | true  | VERSION_UNKNOWN     | the secret has no labelled version TOKEN; labels are AWSCURRENT on CLIENTS, AWSPENDING on FOREIGN
          unlabelled             | false | VERSION_NOT_PENDING | version TOKEN is not labelled AWSPENDING; labels are AWSCURRENT on CLIENTS
          unlabelled             | true  | VERSION_NOT_PENDING | version TOKEN is not labelled AWSPENDING; labels are AWSCURRENT on CLIENTS, AWSPENDING on FOREIGN
          AWSPREVIOUS            | false | VERSION_NOT_PENDING | version TOKEN is not labelled AWSPENDING; labels are AWSCURRENT on CLIENTS, AWSPREVIOUS on TOKEN
          AWSPREVIOUS            | true  | VERSION_NOT_PENDING | version TOKEN is not labelled AWSPENDING; labels are AWSCURRENT on CLIENTS, AWSPENDING on FOREIGN, AWSPREVIOUS on TOKEN
          mine                   | false | VERSION_NOT_PENDING | version TOKEN is not labelled AWSPENDING; labels are AWSCURRENT on CLIENTS, mine on TOKEN
          mine                   | true  | VERSION_NOT_PENDING | version TOKEN is not labelled AWSPENDING; labels are AWSCURRENT on CLIENTS, AWSPENDING on FOREIGN, mine on TOKEN
          """)
  void refuses(String token, boolean foreign, Reason reason, String observed) {
    Decision decision = Decision.of(TOKEN, new SecretDescription(true, labels(token, foreign)));

    assertThat(decision)
        .isEqualTo(
            new Decision.Refuse(
                reason, named(observed), reason == Reason.VERSION_UNKNOWN ? START : ABANDONED));
  }

  /** A label is on one version only; if a store said otherwise, the token's own labels decide. */
  @ParameterizedTest(name = "rotation on, token {0}, foreign AWSPENDING {1}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          AWSPENDING             | false | run
          AWSPENDING             | true  | run
          AWSPENDING+AWSPREVIOUS | false | run
          AWSPENDING+mine        | false | run
          AWSCURRENT             | false | already current
          AWSCURRENT             | true  | already current
          AWSCURRENT+AWSPENDING  | false | already current
          AWSCURRENT+AWSPENDING  | true  | already current
          """)
  void runsOrHasNothingToDo(String token, boolean foreign, String expected) {
    Decision decision = Decision.of(TOKEN, new SecretDescription(true, labels(token, foreign)));

    assertThat(decision)
        .isEqualTo(expected.equals(RUN) ? new Decision.Run() : new Decision.AlreadyCurrent());
  }

  @ParameterizedTest(name = "rotation off, token {0}, foreign AWSPENDING {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          unknown                | false | AWSCURRENT on CLIENTS
          unknown                | true  | AWSCURRENT on CLIENTS, AWSPENDING on FOREIGN
          unlabelled             | false | AWSCURRENT on CLIENTS
          unlabelled             | true  | AWSCURRENT on CLIENTS, AWSPENDING on FOREIGN
          AWSPENDING             | false | AWSCURRENT on CLIENTS, AWSPENDING on TOKEN
          AWSPENDING             | true  | AWSCURRENT on CLIENTS, AWSPENDING on FOREIGN, AWSPENDING on TOKEN
          AWSCURRENT             | false | AWSCURRENT on TOKEN, AWSPREVIOUS on CLIENTS
          AWSCURRENT             | true  | AWSCURRENT on TOKEN, AWSPENDING on FOREIGN, AWSPREVIOUS on CLIENTS
          AWSCURRENT+AWSPENDING  | false | AWSCURRENT on TOKEN, AWSPENDING on TOKEN, AWSPREVIOUS on CLIENTS
          AWSCURRENT+AWSPENDING  | true  | AWSCURRENT on TOKEN, AWSPENDING on FOREIGN, AWSPENDING on TOKEN, AWSPREVIOUS on CLIENTS
          """)
  void refusesEverythingWhileRotationIsOff(String token, boolean foreign, String labels) {
    Decision decision = Decision.of(TOKEN, new SecretDescription(false, labels(token, foreign)));

    assertThat(decision)
        .isEqualTo(
            new Decision.Refuse(
                Reason.ROTATION_DISABLED,
                named("rotation is off for this secret; labels are " + labels),
                TURN_ON));
  }

  @Test
  void saysThatASecretHasNoLabels() {
    assertThat(Decision.of(TOKEN, new SecretDescription(true, Map.of())))
        .isEqualTo(
            new Decision.Refuse(
                Reason.VERSION_UNKNOWN,
                named("the secret has no labelled version TOKEN; labels are on no version"),
                START));
  }

  /** Two calls that see the same labels in another order say the same. */
  @Test
  void doesNotDependOnTheOrderOfVersions() {
    Map<VersionId, Set<StagingLabel>> turned = new LinkedHashMap<>();
    turned.put(FOREIGN, Set.of(StagingLabel.PENDING, new StagingLabel("mine")));
    turned.put(CLIENTS, Set.of(StagingLabel.CURRENT));
    Map<VersionId, Set<StagingLabel>> straight = new LinkedHashMap<>();
    straight.put(CLIENTS, Set.of(StagingLabel.CURRENT));
    straight.put(FOREIGN, Set.of(new StagingLabel("mine"), StagingLabel.PENDING));

    assertThat(Decision.of(TOKEN, new SecretDescription(true, turned)))
        .isEqualTo(Decision.of(TOKEN, new SecretDescription(true, straight)))
        .extracting(decision -> ((Decision.Refuse) decision).observed())
        .isEqualTo(
            named(
                "the secret has no labelled version TOKEN; labels are AWSCURRENT on CLIENTS,"
                    + " AWSPENDING on FOREIGN, mine on FOREIGN"));
  }

  private static Map<VersionId, Set<StagingLabel>> labels(String token, boolean foreign) {
    Map<VersionId, Set<StagingLabel>> labels = new LinkedHashMap<>();
    boolean current = token.contains("AWSCURRENT");
    labels.put(CLIENTS, Set.of(current ? StagingLabel.PREVIOUS : StagingLabel.CURRENT));
    if (!token.equals("unknown")) {
      Stream<String> names =
          token.equals("unlabelled") ? Stream.of() : Arrays.stream(token.split("\\+", -1));
      labels.put(TOKEN, names.map(StagingLabel::new).collect(Collectors.toSet()));
    }
    if (foreign) {
      labels.put(FOREIGN, Set.of(StagingLabel.PENDING));
    }
    return labels;
  }

  private static String named(String text) {
    return text.replace("TOKEN", TOKEN.value())
        .replace("CLIENTS", CLIENTS.value())
        .replace("FOREIGN", FOREIGN.value());
  }
}
