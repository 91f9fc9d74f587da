package dev.keyturn.local;

import static dev.keyturn.local.Wire.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Versions and the labels on them, as AWS was recorded to move them. */
class VersionsTest {

  private static final Instant START = Instant.parse("2026-11-24T10:15:30.250Z");

  private final TestClock clock = new TestClock(START);
  private EmbeddedSecretsManager service;
  private Wire wire;

  @BeforeEach
  void start() throws IOException {
    service = EmbeddedSecretsManager.builder().clock(clock).start();
    wire = new Wire(service.endpoint());
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PutSecretValue", "UpdateSecret"})
  void aNewCurrentValueMakesItsPredecessorPrevious(String operation) throws IOException {
    create();

    store(operation, 2);
    assertThat(wire.labels("s"))
        .isEqualTo(Map.of(token(1), List.of("AWSPREVIOUS"), token(2), List.of("AWSCURRENT")));

    store(operation, 3);
    assertThat(wire.labels("s"))
        .isEqualTo(Map.of(token(2), List.of("AWSPREVIOUS"), token(3), List.of("AWSCURRENT")));
    assertThat(value("AWSPREVIOUS")).isEqualTo("value 2");
    assertThat(value("AWSCURRENT")).isEqualTo("value 3");
  }

  @Test
  void movingCurrentMovesPrevious() throws IOException {
    create();
    put(2, "AWSPENDING");

    move("AWSCURRENT", 2, 1);
    assertThat(wire.labels("s"))
        .isEqualTo(
            Map.of(
                token(1), List.of("AWSPREVIOUS"), token(2), List.of("AWSCURRENT", "AWSPENDING")));

    move("AWSCURRENT", 1, 2);
    assertThat(wire.labels("s"))
        .as("and back again, as a person rolls back")
        .isEqualTo(
            Map.of(
                token(1), List.of("AWSCURRENT"), token(2), List.of("AWSPENDING", "AWSPREVIOUS")));
  }

  @Test
  void movingALabelToWhereItIsChangesNothing() throws IOException {
    create();
    store("PutSecretValue", 2);
    Map<String, List<String>> before = wire.labels("s");

    wire.call(
        "UpdateSecretVersionStage",
        "SecretId",
        "s",
        "VersionStage",
        "AWSCURRENT",
        "MoveToVersionId",
        token(2));

    assertThat(wire.labels("s")).isEqualTo(before);
  }

  @Test
  void customLabelsStayWhereTheyAre() throws IOException {
    create();
    put(2, "AWSCURRENT", "PUT0");
    put(3, "AWSPENDING", "PUT1");
    move("AWSCURRENT", 3, 2);
    put(4, "AWSPENDING", "PUT2");
    move("AWSCURRENT", 4, 3);

    assertThat(wire.labels("s"))
        .isEqualTo(
            Map.of(
                token(2), List.of("PUT0"),
                token(3), List.of("AWSPREVIOUS", "PUT1"),
                token(4), List.of("AWSCURRENT", "AWSPENDING", "PUT2")));
  }

  @Test
  void explicitLabelsAreTakenFromOtherVersionsAndAreTheOnlyOnes() throws IOException {
    create();
    put(2, "one", "two", "three");
    put(3, "one", "two", "four");

    assertThat(wire.labels("s"))
        .isEqualTo(
            Map.of(
                token(1), List.of("AWSCURRENT"),
                token(2), List.of("three"),
                token(3), List.of("four", "one", "two")));
  }

  @Test
  void theFirstValueIsAlwaysCurrent() throws IOException {
    wire.call("CreateSecret", "Name", "s", "ClientRequestToken", token(1));
    assertThat(wire.labels("s")).isEmpty();

    Map<String, Object> answer = put(2, "mine");

    assertThat(answer.get("VersionStages")).isEqualTo(List.of("AWSCURRENT", "mine"));
    assertThat(value("AWSCURRENT")).isEqualTo("value 2");
  }

  @Test
  void aNewCurrentValueTakesPendingOffWhateverHasIt() throws IOException {
    create();
    put(2, "AWSPENDING");
    move("AWSCURRENT", 2, 1);

    store("PutSecretValue", 3);

    assertThat(wire.labels("s"))
        .isEqualTo(Map.of(token(2), List.of("AWSPREVIOUS"), token(3), List.of("AWSCURRENT")));
  }

  @Test
  void aLabelThatIsNotAwsOwnCanBeTakenOffAltogether() throws IOException {
    create();
    put(2, "AWSPENDING");

    assertThat(
            wire.refusal(
                "UpdateSecretVersionStage",
                "SecretId",
                "s",
                "VersionStage",
                "AWSCURRENT",
                "RemoveFromVersionId",
                token(1)))
        .isEqualTo(
            "InvalidParameterException: You can only move staging label AWSCURRENT to a different"
                + " secret version. It can't be completely removed.");
    wire.call(
        "UpdateSecretVersionStage",
        "SecretId",
        "s",
        "VersionStage",
        "AWSPENDING",
        "RemoveFromVersionId",
        token(2));

    assertThat(wire.labels("s")).isEqualTo(Map.of(token(1), List.of("AWSCURRENT")));
  }

  @Test
  void twentyLabelsAndNotOneMore() throws IOException {
    create();
    put(2, IntStream.rangeClosed(1, 19).mapToObj(i -> "label-" + i).toArray(String[]::new));
    assertThat(wire.labels("s").get(token(2))).hasSize(19);
    Map<String, List<String>> before = wire.labels("s");

    assertThat(
            wire.refusal(
                "PutSecretValue",
                "SecretId",
                "s",
                "SecretString",
                "value 3",
                "ClientRequestToken",
                token(3),
                "VersionStages",
                List.of("one-more")))
        .isEqualTo(
            "LimitExceededException: You can't attach more than 20 staging labels to the versions of"
                + " a secret.");

    assertThat(wire.labels("s")).isEqualTo(before);
    assertThat(ids(true)).as("the refused version").doesNotContain(token(3));
  }

  @Test
  void aVersionWithoutLabelsIsHiddenUnlessAskedForAndStaysReadable() throws IOException {
    create();
    store("PutSecretValue", 2);
    store("PutSecretValue", 3);

    assertThat(wire.labels("s")).doesNotContainKey(token(1));
    assertThat(ids(false)).containsExactlyInAnyOrder(token(2), token(3));
    assertThat(versions(true, 100))
        .filteredOn(version -> version.get("VersionId").equals(token(1)))
        .singleElement()
        .satisfies(version -> assertThat(version).doesNotContainKey("VersionStages"));
    assertThat(wire.call("GetSecretValue", "SecretId", "s", "VersionId", token(1)))
        .containsEntry("SecretString", "value 1");
  }

  @Test
  void aVersionSaysItsKeyAndWhenItWasReadToTheDay() throws IOException {
    create();
    wire.call("GetSecretValue", "SecretId", "s");

    assertThat(versions(false, 100))
        .singleElement()
        .satisfies(
            version ->
                assertThat(version)
                    .containsEntry("KmsKeyIds", List.of("DefaultEncryptionKey"))
                    .containsEntry("LastAccessedDate", 1795478400.000)
                    .containsEntry("CreatedDate", 1795515330.250));
  }

  @Test
  void deprecatedVersionsBeyondAHundredArePurgedAfterADay() throws IOException {
    create();
    for (int i = 2; i <= 104; i++) {
      clock.advance(Duration.ofSeconds(1));
      store("PutSecretValue", i);
    }
    assertThat(ids(true)).as("none of them is a day old").hasSize(104);

    clock.set(START.plus(Duration.ofHours(24)));
    store("PutSecretValue", 105);
    assertThat(ids(true)).as("the oldest is a day old, and not more").hasSize(105);

    clock.advance(Duration.ofMillis(2500));
    store("PutSecretValue", 106);
    assertThat(ids(true))
        .as("three are older, of six too many")
        .hasSize(103)
        .doesNotContain(token(1), token(2), token(3))
        .contains(token(4), token(105), token(106));

    clock.advance(Duration.ofDays(30));
    store("PutSecretValue", 107);
    assertThat(ids(true)).as("a hundred are kept however old").hasSize(100).contains(token(8));
    assertThat(wire.refusal("GetSecretValue", "SecretId", "s", "VersionId", token(7)))
        .isEqualTo(
            "ResourceNotFoundException: Secrets Manager can't find the specified secret value for"
                + " VersionId: "
                + token(7));
  }

  @Test
  void aLabelledVersionIsNeverPurged() throws IOException {
    create();
    wire.call(
        "UpdateSecretVersionStage",
        "SecretId",
        "s",
        "VersionStage",
        "keep",
        "MoveToVersionId",
        token(1));
    for (int i = 2; i <= 110; i++) {
      clock.advance(Duration.ofHours(1));
      store("PutSecretValue", i);
    }

    clock.advance(Duration.ofDays(2));
    store("PutSecretValue", 111);

    assertThat(ids(true)).hasSize(100).contains(token(1)).doesNotContain(token(2));
  }

  @Test
  void versionsComeInPagesThatLeaveNoneOut() throws IOException {
    create();
    for (int i = 2; i <= 7; i++) {
      store("PutSecretValue", i);
    }
    assertThat(versions(true, 3).stream().map(version -> version.get("VersionId")))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.rangeClosed(1, 7).mapToObj(Wire::token).toList());
    assertThat(wire.refusal("ListSecretVersionIds", "SecretId", "s", "NextToken", "any"))
        .isEqualTo("InvalidNextTokenException: The NextToken value is invalid.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PutSecretValue", "UpdateSecret"})
  void theSameTokenWithTheSameValueChangesNothing(String operation) throws IOException {
    create();
    store(operation, 2);
    store(operation, 3);
    Map<String, Object> before = wire.call("DescribeSecret", "SecretId", "s");
    clock.advance(Duration.ofMinutes(1));

    assertThat(store(operation, 2)).containsEntry("VersionId", token(2));

    assertThat(wire.call("DescribeSecret", "SecretId", "s")).isEqualTo(before);
  }

  @Test
  void creatingTwiceWithTheSameTokenAndValueIsCreatingOnce() throws IOException {
    Map<String, Object> first = create();

    assertThat(create()).isEqualTo(first);

    assertThat(wire.call("ListSecrets").get("SecretList")).asInstanceOf(LIST).hasSize(1);
  }

  @Test
  void aBinaryValueComesBackAsItWas() throws IOException {
    wire.call(
        "CreateSecret", "Name", "s", "SecretBinary", "AAH/gA==", "ClientRequestToken", token(1));

    assertThat(wire.call("GetSecretValue", "SecretId", "s"))
        .containsEntry("SecretBinary", "AAH/gA==")
        .doesNotContainKey("SecretString");
    wire.call(
        "PutSecretValue",
        "SecretId",
        "s",
        "SecretBinary",
        "AAH/gA",
        "ClientRequestToken",
        token(1));
    assertThat(
            wire.refusal(
                "PutSecretValue",
                "SecretId",
                "s",
                "SecretString",
                "AAH/gA==",
                "ClientRequestToken",
                token(1)))
        .startsWith("ResourceExistsException: You can't use ClientRequestToken ");
  }

  private Map<String, Object> create() throws IOException {
    return wire.call(
        "CreateSecret", "Name", "s", "SecretString", "value 1", "ClientRequestToken", token(1));
  }

  private Map<String, Object> store(String operation, int number) throws IOException {
    return wire.call(
        operation,
        "SecretId",
        "s",
        "SecretString",
        "value " + number,
        "ClientRequestToken",
        token(number));
  }

  private Map<String, Object> put(int number, String... labels) throws IOException {
    return wire.call(
        "PutSecretValue",
        "SecretId",
        "s",
        "SecretString",
        "value " + number,
        "ClientRequestToken",
        token(number),
        "VersionStages",
        List.of(labels));
  }

  private void move(String label, int to, int from) throws IOException {
    wire.call(
        "UpdateSecretVersionStage",
        "SecretId",
        "s",
        "VersionStage",
        label,
        "MoveToVersionId",
        token(to),
        "RemoveFromVersionId",
        token(from));
  }

  private String value(String label) throws IOException {
    return (String)
        wire.call("GetSecretValue", "SecretId", "s", "VersionStage", label).get("SecretString");
  }

  private List<String> ids(boolean deprecated) throws IOException {
    return versions(deprecated, 100).stream()
        .map(version -> (String) version.get("VersionId"))
        .toList();
  }

  @SuppressWarnings("unchecked")
  private List<Map<String, Object>> versions(boolean deprecated, int pageSize) throws IOException {
    List<Map<String, Object>> versions = new ArrayList<>();
    Object next = null;
    do {
      Map<String, Object> request =
          Wire.members("SecretId", "s", "IncludeDeprecated", deprecated, "MaxResults", pageSize);
      if (next != null) {
        request.put("NextToken", next);
      }
      Map<String, Object> page =
          JSON.std.mapFrom(wire.send("ListSecretVersionIds", request).body());
      versions.addAll((List<Map<String, Object>>) page.get("Versions"));
      next = page.get("NextToken");
    } while (next != null);
    return versions;
  }
}
