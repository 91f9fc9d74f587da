package dev.keyturn.local;

import static dev.keyturn.local.Wire.token;
import static org.assertj.core.api.Assertions.assertThat;

import dev.keyturn.local.functions.FunctionTarget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients match AWS's texts, so each of them is asserted whole. */
class ExactTextsTest {

  private static final String FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:Door";
  private static final String NO_TOKEN =
      "You must provide a ClientRequestToken value. We recommend a UUID-type value.";
  private static final String NO_SECRET =
      "ResourceNotFoundException: Secrets Manager can't find the specified secret.";
  private static final String MARKED =
      "InvalidRequestException: You can't perform this operation on the secret because it was marked"
          + " for deletion.";
  private static final String NOT_INVOKABLE =
      "AccessDeniedException: Secrets Manager cannot invoke the specified Lambda function. Ensure"
          + " that the function policy grants access to the principal secretsmanager.amazonaws.com.";

  private static EmbeddedSecretsManager service;
  private static Wire wire;
  private static String deletedArn;

  @BeforeAll
  static void start() throws IOException {
    service =
        EmbeddedSecretsManager.builder()
            .function("Door", FunctionTarget.parse("class:dev.keyturn.local.FileDoorRotator"))
            .start();
    wire = new Wire(service.endpoint());
    create("plain");
    wire.call("CreateSecret", "Name", "empty", "ClientRequestToken", token(1));
    create("staged");
    wire.call(
        "PutSecretValue",
        "SecretId",
        "staged",
        "SecretString",
        "two",
        "ClientRequestToken",
        token(2),
        "VersionStages",
        List.of("AWSPENDING"));
    create("deleted");
    deletedArn = (String) wire.call("DeleteSecret", "SecretId", "deleted").get("ARN");
  }

  private static void create(String name) throws IOException {
    wire.call("CreateSecret", "Name", name, "SecretString", "one", "ClientRequestToken", token(1));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  /** A request, and the whole of its answer. */
  private record Row(String operation, Map<String, Object> members, String answer) {
    @Override
    public String toString() {
      return operation + " " + members + " -> " + answer;
    }
  }

  private static Row row(String answer, String operation, Object... members) {
    return new Row(operation, Wire.members(members), answer);
  }

  static Stream<Row> table() {
    List<Row> rows = new ArrayList<>();
    rows.add(
        row(
            "InvalidRequestException: A previous rotation isn't complete. That rotation will be"
                + " reattempted.",
            "RotateSecret",
            "SecretId",
            "staged",
            "ClientRequestToken",
            token(3),
            "RotationLambdaARN",
            FUNCTION));
    rows.add(
        row(
            "InvalidRequestException: No Lambda rotation function ARN is associated with this secret.",
            "RotateSecret",
            "SecretId",
            "plain",
            "ClientRequestToken",
            token(3)));
    for (String nobody :
        List.of(
            "arn:aws:lambda:eu-west-1:123456789012:function:Nobody",
            "arn:aws:lambda:eu-west-1:123456789012:function:door",
            "not-a-function")) {
      rows.add(
          row(
              NOT_INVOKABLE,
              "RotateSecret",
              "SecretId",
              "plain",
              "ClientRequestToken",
              token(3),
              "RotationLambdaARN",
              nobody));
    }
    rows.add(
        row(
            "InvalidParameterException: You cannot specify both rotation frequency and schedule"
                + " expression together.",
            "RotateSecret",
            "SecretId",
            "plain",
            "ClientRequestToken",
            token(3),
            "RotationLambdaARN",
            FUNCTION,
            "RotationRules",
            Map.of("AutomaticallyAfterDays", 30, "ScheduleExpression", "rate(10 days)")));
    rows.addAll(withoutToken());
    rows.addAll(withoutSecret());
    rows.addAll(withoutValue());
    rows.addAll(ofDeleted());
    rows.addAll(taken());
    rows.addAll(wrongValues());
    return rows.stream();
  }

  /** Told before the secret is looked up: there is none of these names. */
  private static List<Row> withoutToken() {
    return List.of(
        row(
            "InvalidParameterException: " + NO_TOKEN,
            "RotateSecret",
            "SecretId",
            "nowhere",
            "SecretString",
            "a member that RotateSecret does not have"),
        row(
            "InvalidRequestException: " + NO_TOKEN,
            "CreateSecret",
            "Name",
            "nowhere",
            "SecretString",
            "one"),
        row("InvalidRequestException: " + NO_TOKEN, "CreateSecret", "Name", "nowhere"),
        row(
            "InvalidRequestException: " + NO_TOKEN,
            "PutSecretValue",
            "SecretId",
            "nowhere",
            "SecretString",
            "one"),
        row(
            "InvalidRequestException: " + NO_TOKEN,
            "UpdateSecret",
            "SecretId",
            "nowhere",
            "SecretString",
            "one"));
  }

  private static List<Row> withoutSecret() {
    List<Row> rows = new ArrayList<>();
    for (String operation :
        List.of(
            "CancelRotateSecret",
            "DeleteSecret",
            "DescribeSecret",
            "GetSecretValue",
            "ListSecretVersionIds",
            "RestoreSecret")) {
      rows.add(row(NO_SECRET, operation, "SecretId", "nowhere"));
    }
    rows.add(
        row(
            NO_SECRET,
            "DescribeSecret",
            "SecretId",
            "arn:aws:secretsmanager:eu-west-1:123456789012:secret:plain-AAAAAA"));
    rows.add(
        row(
            NO_SECRET,
            "DescribeSecret",
            "SecretId",
            "arn:aws:secretsmanager:us-east-1:123456789012:secret:plain"));
    rows.add(row(NO_SECRET, "DescribeSecret", "SecretId", "arn:aws:secretsmanager:eu-west-1"));
    rows.add(row(NO_SECRET, "RotateSecret", "SecretId", "nowhere", "ClientRequestToken", token(3)));
    rows.add(
        row(NO_SECRET, "TagResource", "SecretId", "nowhere", "Tags", List.of(Map.of("Key", "k"))));
    rows.add(row(NO_SECRET, "UntagResource", "SecretId", "nowhere", "TagKeys", List.of("k")));
    rows.add(row(NO_SECRET, "UpdateSecret", "SecretId", "nowhere", "Description", "d"));
    rows.add(
        row(
            NO_SECRET,
            "UpdateSecretVersionStage",
            "SecretId",
            "nowhere",
            "VersionStage",
            "AWSCURRENT",
            "MoveToVersionId",
            token(1)));
    return rows;
  }

  private static List<Row> withoutValue() {
    String which =
        "ResourceNotFoundException: Secrets Manager can't find the specified secret value for ";
    return List.of(
        row(which + "staging label: AWSCURRENT", "GetSecretValue", "SecretId", "empty"),
        row(
            which + "staging label: AWSPREVIOUS",
            "GetSecretValue",
            "SecretId",
            "plain",
            "VersionStage",
            "AWSPREVIOUS"),
        row(
            which + "VersionId: " + token(9),
            "GetSecretValue",
            "SecretId",
            "plain",
            "VersionId",
            token(9)),
        row(
            "InvalidRequestException: You provided a VersionStage that is not associated to the"
                + " provided VersionId.",
            "GetSecretValue",
            "SecretId",
            "plain",
            "VersionId",
            token(1),
            "VersionStage",
            "AWSPENDING"));
  }

  private static List<Row> ofDeleted() {
    return List.of(
        row(MARKED, "GetSecretValue", "SecretId", "deleted"),
        row(
            MARKED,
            "PutSecretValue",
            "SecretId",
            "deleted",
            "SecretString",
            "two",
            "ClientRequestToken",
            token(2)),
        row(MARKED, "UpdateSecret", "SecretId", "deleted", "Description", "d"),
        row(
            MARKED,
            "UpdateSecretVersionStage",
            "SecretId",
            "deleted",
            "VersionStage",
            "AWSCURRENT",
            "MoveToVersionId",
            token(1)),
        row(
            MARKED,
            "RotateSecret",
            "SecretId",
            "deleted",
            "ClientRequestToken",
            token(3),
            "RotationLambdaARN",
            FUNCTION),
        row(MARKED, "CancelRotateSecret", "SecretId", "deleted"),
        row(MARKED, "TagResource", "SecretId", "deleted", "Tags", List.of(Map.of("Key", "k"))),
        row(MARKED, "UntagResource", "SecretId", "deleted", "TagKeys", List.of("k")),
        row(
            "InvalidRequestException: You can't create this secret because a secret with this name"
                + " is already scheduled for deletion.",
            "CreateSecret",
            "Name",
            "deleted",
            "ClientRequestToken",
            token(4)));
  }

  private static List<Row> taken() {
    String arn = "${plain}";
    return List.of(
        row(
            "ResourceExistsException: The operation failed because the secret plain already exists.",
            "CreateSecret",
            "Name",
            "plain",
            "SecretString",
            "one",
            "ClientRequestToken",
            token(4)),
        row(
            "ResourceExistsException: You can't use ClientRequestToken %s because that value is already in use for a version of secret %s."
                .formatted(token(1), arn),
            "PutSecretValue",
            "SecretId",
            "plain",
            "SecretString",
            "another",
            "ClientRequestToken",
            token(1)),
        row(
            "ResourceExistsException: You can't use ClientRequestToken %s because that value is already in use for a version of secret %s."
                .formatted(token(1), arn),
            "UpdateSecret",
            "SecretId",
            "plain",
            "SecretString",
            "another",
            "ClientRequestToken",
            token(1)),
        row(
            "InvalidParameterException: The parameter RemoveFromVersionId can't be empty. Staging"
                + " label AWSCURRENT is currently attached to version %s, so you must explicitly reference that version in RemoveFromVersionId."
                    .formatted(token(1)),
            "UpdateSecretVersionStage",
            "SecretId",
            "staged",
            "VersionStage",
            "AWSCURRENT",
            "MoveToVersionId",
            token(2)));
  }

  private static List<Row> wrongValues() {
    List<Row> rows = new ArrayList<>();
    for (String name : List.of("Inv Name", " Inv Name", " Inv*Name? ", " Inv *?!]Name\\-", "ä")) {
      rows.add(
          row(
              "ValidationException: Invalid name. Must be a valid name containing alphanumeric"
                  + " characters, or any of the following: -/_+=.@!",
              "CreateSecret",
              "Name",
              name,
              "ClientRequestToken",
              token(4)));
    }
    String both =
        "InvalidParameterException: You can't specify both a binary secret value and a string secret"
            + " value in the same secret.";
    rows.add(
        row(
            both,
            "CreateSecret",
            "Name",
            "both",
            "SecretString",
            "one",
            "SecretBinary",
            "b25l",
            "ClientRequestToken",
            token(4)));
    for (String operation : List.of("PutSecretValue", "UpdateSecret")) {
      rows.add(
          row(
              both,
              operation,
              "SecretId",
              "plain",
              "SecretString",
              "one",
              "SecretBinary",
              "b25l",
              "ClientRequestToken",
              token(4)));
    }
    return rows;
  }

  @ParameterizedTest
  @MethodSource("table")
  void refusesInAwsWords(Row row) throws IOException {
    Map<String, Object> before = wire.call("ListSecrets", "IncludePlannedDeletion", true);
    String arn = (String) wire.call("DescribeSecret", "SecretId", "plain").get("ARN");

    assertThat(Wire.refusal(wire.send(row.operation(), row.members())))
        .isEqualTo(row.answer().replace("${plain}", arn));

    assertThat(wire.call("ListSecrets", "IncludePlannedDeletion", true)).isEqualTo(before);
  }

  @Test
  void aDeletedSecretIsStillDescribed() throws IOException {
    assertThat(wire.call("DescribeSecret", "SecretId", deletedArn))
        .containsEntry("Name", "deleted")
        .containsKey("DeletedDate");
  }
}
