package dev.keyturn.local;

import static dev.keyturn.local.Wire.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A secret from its creation to the end of its recovery window. */
class SecretsTest {

  private static final Instant START = Instant.parse("2026-11-24T10:15:30.250Z");
  private static final double CREATED = 1795515330.250;
  private static final double DAY = 86400;
  private static final String ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:";

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

  @Test
  void whatWasNeverSetIsNotTold() throws IOException {
    create("s");
    String arn = (String) wire.call("DescribeSecret", "SecretId", "s").get("ARN");

    assertThat(wire.call("DescribeSecret", "SecretId", "s"))
        .isEqualTo(
            Map.of(
                "ARN",
                arn,
                "Name",
                "s",
                "CreatedDate",
                CREATED,
                "LastChangedDate",
                CREATED,
                "VersionIdsToStages",
                Map.of(token(1), List.of("AWSCURRENT"))));
    assertThat(wire.call("ListSecrets").get("SecretList"))
        .isEqualTo(
            List.of(
                Map.of(
                    "ARN",
                    arn,
                    "Name",
                    "s",
                    "CreatedDate",
                    CREATED,
                    "LastChangedDate",
                    CREATED,
                    "SecretVersionsToStages",
                    Map.of(token(1), List.of("AWSCURRENT")))));
  }

  @Test
  void aSecretWithoutAValueHasNoVersion() throws IOException {
    Map<String, Object> answer =
        wire.call("CreateSecret", "Name", "s", "ClientRequestToken", token(1));

    assertThat(answer).containsOnlyKeys("ARN", "Name");
    assertThat(wire.call("DescribeSecret", "SecretId", "s"))
        .containsOnlyKeys("ARN", "Name", "CreatedDate", "LastChangedDate");
  }

  @Test
  void readingIsRememberedByTheDay() throws IOException {
    create("s");

    wire.call("GetSecretValue", "SecretId", "s");
    assertThat(wire.call("DescribeSecret", "SecretId", "s"))
        .containsEntry("LastAccessedDate", 1795478400.0)
        .containsEntry("LastChangedDate", CREATED);

    clock.advance(Duration.ofHours(14));
    wire.call("GetSecretValue", "SecretId", "s");
    assertThat(wire.call("DescribeSecret", "SecretId", "s"))
        .containsEntry("LastAccessedDate", 1795478400.0 + DAY)
        .containsEntry("LastChangedDate", CREATED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"s", "Valid/_+=.@!-Name", "team/db-a1b2", "a1b2c3-", "with-hyphen-and-abcdef1"})
  void isFoundByNameAndByArnWithOrWithoutItsSuffix(String name) throws IOException {
    String arn = (String) create(name).get("ARN");

    assertThat(arn).startsWith(ARN + name).matches(".*-[A-Za-z0-9]{6}");
    assertThat(arn).hasSize(ARN.length() + name.length() + 7);
    for (String id : List.of(name, arn, ARN + name)) {
      assertThat(wire.call("DescribeSecret", "SecretId", id)).containsEntry("ARN", arn);
    }
  }

  /** What ends in a hyphen and six characters is a whole ARN to AWS, so it is one of no secret. */
  @Test
  void aNameThatEndsLikeASuffixIsNotFoundByItsArnWithoutSuffix() throws IOException {
    String arn = (String) create("app-a1b2c3").get("ARN");
    create("app");

    for (String id : List.of("app-a1b2c3", arn)) {
      assertThat(wire.call("DescribeSecret", "SecretId", id)).containsEntry("ARN", arn);
    }
    assertThat(wire.refusal("DescribeSecret", "SecretId", ARN + "app-a1b2c3"))
        .isEqualTo("ResourceNotFoundException: Secrets Manager can't find the specified secret.");
  }

  @Test
  void updatingTheDescriptionMakesNoVersion() throws IOException {
    create("s");
    clock.advance(Duration.ofSeconds(10));

    Map<String, Object> answer =
        wire.call("UpdateSecret", "SecretId", "s", "Description", "who uses it");

    assertThat(answer).containsOnlyKeys("ARN", "Name");
    assertThat(wire.call("DescribeSecret", "SecretId", "s"))
        .containsEntry("Description", "who uses it")
        .containsEntry("LastChangedDate", CREATED + 10)
        .containsEntry("VersionIdsToStages", Map.of(token(1), List.of("AWSCURRENT")));
  }

  @Test
  void tagsAreAnEmptyListOnceTheyWereRemoved() throws IOException {
    create("s");
    assertThat(wire.call("DescribeSecret", "SecretId", "s")).doesNotContainKey("Tags");

    wire.call(
        "TagResource",
        "SecretId",
        "s",
        "Tags",
        List.of(Map.of("Key", "team", "Value", "a"), Map.of("Key", "stage", "Value", "test")));
    wire.call("TagResource", "SecretId", "s", "Tags", List.of(Map.of("Key", "team", "Value", "b")));
    assertThat(wire.call("DescribeSecret", "SecretId", "s").get("Tags"))
        .isEqualTo(
            List.of(Map.of("Key", "team", "Value", "b"), Map.of("Key", "stage", "Value", "test")));

    wire.call("UntagResource", "SecretId", "s", "TagKeys", List.of("team", "stage", "nothing"));
    assertThat(wire.call("DescribeSecret", "SecretId", "s")).containsEntry("Tags", List.of());
  }

  @Test
  void isDeletedWhenItsRecoveryWindowIsOver() throws IOException {
    create("s");
    String arn = (String) wire.call("DescribeSecret", "SecretId", "s").get("ARN");

    assertThat(wire.call("DeleteSecret", "SecretId", "s", "RecoveryWindowInDays", 7))
        .isEqualTo(Map.of("ARN", arn, "Name", "s", "DeletionDate", CREATED + 7 * DAY));
    assertThat(wire.call("DescribeSecret", "SecretId", "s"))
        .containsEntry("DeletedDate", CREATED + 7 * DAY);
    assertThat(wire.call("ListSecrets").get("SecretList")).isEqualTo(List.of());
    assertThat(wire.call("ListSecrets", "IncludePlannedDeletion", true).get("SecretList"))
        .asInstanceOf(LIST)
        .hasSize(1);

    clock.advance(Duration.ofDays(7));
    assertThat(wire.refusal("DescribeSecret", "SecretId", "s"))
        .isEqualTo("ResourceNotFoundException: Secrets Manager can't find the specified secret.");
    assertThat(wire.call("ListSecrets", "IncludePlannedDeletion", true).get("SecretList"))
        .isEqualTo(List.of());
    assertThat(create("s").get("ARN")).as("the name is free, the ARN another").isNotEqualTo(arn);
  }

  @Test
  void isDeletedInThirtyDaysUnlessToldOtherwise() throws IOException {
    create("s");

    assertThat(wire.call("DeleteSecret", "SecretId", "s"))
        .containsEntry("DeletionDate", CREATED + 30 * DAY);
  }

  @Test
  void isRestoredWithEverythingThatItHad() throws IOException {
    create("s");
    wire.call("TagResource", "SecretId", "s", "Tags", List.of(Map.of("Key", "k", "Value", "v")));
    Map<String, Object> before = wire.call("DescribeSecret", "SecretId", "s");
    wire.call("DeleteSecret", "SecretId", "s");

    assertThat(wire.call("RestoreSecret", "SecretId", "s")).containsOnlyKeys("ARN", "Name");

    assertThat(wire.call("DescribeSecret", "SecretId", "s")).isEqualTo(before);
    assertThat(wire.call("GetSecretValue", "SecretId", "s")).containsEntry("SecretString", "value");
  }

  @Test
  void deletingByForceFreesTheNameAtOnce() throws IOException {
    String arn = (String) create("s").get("ARN");

    assertThat(wire.call("DeleteSecret", "SecretId", "s", "ForceDeleteWithoutRecovery", true))
        .isEqualTo(Map.of("ARN", arn, "Name", "s", "DeletionDate", CREATED));
    assertThat(wire.refusal("RestoreSecret", "SecretId", "s"))
        .isEqualTo("ResourceNotFoundException: Secrets Manager can't find the specified secret.");
    assertThat(create("s").get("ARN")).isNotEqualTo(arn);

    wire.call("DeleteSecret", "SecretId", "s");
    wire.call("DeleteSecret", "SecretId", "s", "ForceDeleteWithoutRecovery", true);
    create("s");
    assertThat(wire.call("DeleteSecret", "SecretId", "nowhere", "ForceDeleteWithoutRecovery", true))
        .as("what does not exist is deleted already")
        .containsEntry("Name", "nowhere");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "6 | false | The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).",
        "31 | false | The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).",
        "7 | true | You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.",
      })
  void aWindowHasSevenToThirtyDays(int days, boolean force, String text) throws IOException {
    create("s");

    assertThat(
            wire.refusal(
                "DeleteSecret",
                "SecretId",
                "s",
                "RecoveryWindowInDays",
                days,
                "ForceDeleteWithoutRecovery",
                force))
        .isEqualTo("InvalidParameterException: " + text);

    assertThat(wire.call("DescribeSecret", "SecretId", "s")).doesNotContainKey("DeletedDate");
  }

  @Test
  void secretsOfAnotherRegionAreOtherSecrets() throws IOException {
    create("s");
    String elsewhere = Wire.AUTHORIZATION.replace("eu-west-1", "cn-north-1");

    Map<String, Object> created =
        JSON.std.mapFrom(
            wire.send(
                    wire.request("secretsmanager.CreateSecret")
                        .setHeader("Authorization", elsewhere)
                        .POST(
                            BodyPublishers.ofString(
                                """
                                {"Name":"s","ClientRequestToken":"%s"}"""
                                    .formatted(token(1)))))
                .body());

    assertThat((String) created.get("ARN"))
        .startsWith("arn:aws-cn:secretsmanager:cn-north-1:123456789012:secret:s-");
    assertThat(wire.call("ListSecrets").get("SecretList")).asInstanceOf(LIST).hasSize(1);
  }

  private Map<String, Object> create(String name) throws IOException {
    return wire.call(
        "CreateSecret", "Name", name, "SecretString", "value", "ClientRequestToken", token(1));
  }
}
