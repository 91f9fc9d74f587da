package dev.keyturn.local.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.local.auth.policy.PolicyDocument;
import dev.keyturn.local.auth.policy.PolicyKind;
import dev.keyturn.local.model.ApiException;
import dev.keyturn.local.model.ApiModel;
import dev.keyturn.local.secrets.Backend;
import dev.keyturn.local.secrets.InMemoryRepository;
import dev.keyturn.local.secrets.Operation;
import dev.keyturn.local.secrets.Parameters;
import dev.keyturn.local.secrets.RotationState;
import dev.keyturn.local.secrets.Scope;
import dev.keyturn.local.secrets.Secret;
import dev.keyturn.local.secrets.SecretKey;
import dev.keyturn.local.secrets.SecretOperations;
import dev.keyturn.secret.SecretText;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What each operation needs, and which condition keys it has. */
class AuthorizerTest {

  private static final Scope HOME = new Scope("123456789012", "eu-west-1");
  private static final String FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:Door";
  private static final String ROLE = "arn:aws:iam::123456789012:role/Rotator";
  private static final String USER = "arn:aws:sts::123456789012:assumed-role/Rotator/Door";
  private static final String KEY = "arn:aws:kms:eu-west-1:123456789012:key/11112222";
  private static final Set<String> WITHOUT_SECRET =
      Set.of("BatchGetSecretValue", "GetRandomPassword", "ListSecrets");
  private static final String VERSION = "12345678901234567890123456789012";

  private final Backend backend =
      new Backend(
          new InMemoryRepository(),
          InstantSource.fixed(Instant.parse("2026-03-04T05:06:07Z")),
          new Random(7));
  private final Map<SecretKey, SecretText> proofs = new HashMap<>();
  private final Map<String, PolicyDocument> functionPolicies = new HashMap<>();
  private final Map<String, PolicyDocument> keyPolicies = new HashMap<>();
  private String arn;

  @BeforeEach
  void createSecret() {
    Operation create = Objects.requireNonNull(SecretOperations.of(backend).get("CreateSecret"));
    create.answer(
        HOME,
        new Parameters(
            Map.of(
                "Name",
                "door",
                "SecretString",
                "open",
                "KmsKeyId",
                KEY,
                "ClientRequestToken",
                VERSION,
                "Tags",
                List.of(Map.of("Key", "Team", "Value", "night")))));
    arn = secret().arn();
    backend
        .repository()
        .update(
            secret().key(),
            before -> before.with(RotationState.NONE.configured(FUNCTION, null), Instant.EPOCH));
  }

  static Stream<String> operations() throws IOException {
    try (InputStream model =
        Objects.requireNonNull(
            ApiModel.class.getResourceAsStream("secretsmanager-2017-10-17.json"))) {
      Map<?, ?> operations =
          (Map<?, ?>) Objects.requireNonNull(JSON.std.mapFrom(model).get("operations"));
      return operations.keySet().stream().map(String.class::cast);
    }
  }

  @ParameterizedTest
  @MethodSource("operations")
  void everyOperationNeedsItsPermission(String operation) {
    Map<String, Object> request = request(operation);
    String on =
        WITHOUT_SECRET.contains(operation)
            ? ""
            : operation.equals("CreateSecret") ? " on resource: new" : " on resource: door";

    refuses(
        caller(),
        operation,
        request,
        ("User: %s is not authorized to perform: secretsmanager:%s%s because no identity-based"
                + " policy allows the secretsmanager:%s action")
            .formatted(USER, operation, on, operation));
    refuses(
        caller(allow("secretsmanager:*", "*"), deny("secretsmanager:" + operation, "*")),
        operation,
        request,
        ("User: %s is not authorized to perform: secretsmanager:%s%s with an explicit deny in an"
                + " identity-based policy")
            .formatted(USER, operation, on));
    allows(
        caller(
            allow("secretsmanager:" + operation, WITHOUT_SECRET.contains(operation) ? "*" : ours()),
            allow("kms:*", KEY),
            allow("lambda:InvokeFunction", FUNCTION)),
        operation,
        request);
  }

  @ParameterizedTest(name = "{0} {1} needs {2} on {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          CreateSecret   | {"Name": "new", "Tags": [{"Key": "a"}]}                          | secretsmanager:TagResource
          CreateSecret   | {"Name": "new", "AddReplicaRegions": [{"Region": "eu-west-2"}]}  | secretsmanager:ReplicateSecretToRegions
          CreateSecret   | {"Name": "new", "KmsKeyId": "11112222"}                          | kms:GenerateDataKey
          CreateSecret   | {"Name": "new", "KmsKeyId": "11112222"}                          | kms:Decrypt
          BatchGetSecretValue | {"Filters": [{"Key": "name", "Values": ["d"]}]}             | secretsmanager:ListSecrets
          RotateSecret   | {"SecretId": "door"}                                             | lambda:InvokeFunction
          GetSecretValue | {"SecretId": "door"}                                             | kms:Decrypt
          GetSecretValue | {"SecretId": "door", "VersionStage": "AWSCURRENT"}               | kms:Decrypt
          GetSecretValue | {"SecretId": "door", "VersionId": "12345678901234567890123456789012"} | kms:Decrypt
          PutSecretValue | {"SecretId": "door", "SecretString": "x", "ClientRequestToken": "new"} | kms:GenerateDataKey
          PutSecretValue | {"SecretId": "door", "SecretString": "x", "ClientRequestToken": "12345678901234567890123456789012"} | kms:Decrypt
          UpdateSecret   | {"SecretId": "door", "SecretBinary": "eA=="}                     | kms:GenerateDataKey
          UpdateSecret   | {"SecretId": "door", "KmsKeyId": "11112222"}                     | kms:GenerateDataKey
          UpdateSecret   | {"SecretId": "door", "KmsKeyId": "11112222"}                     | kms:Decrypt
          ReplicateSecretToRegions | {"SecretId": "door", "AddReplicaRegions": [{"Region": "eu-west-2"}]} | kms:Decrypt
          ReplicateSecretToRegions | {"SecretId": "door", "AddReplicaRegions": [{"Region": "eu-west-1", "KmsKeyId": "11112222"}]} | kms:GenerateDataKey
          """)
  void whatElseIsDoneNeedsPermissionToo(String operation, String json, String action)
      throws IOException {
    Map<String, Object> request = JSON.std.mapFrom(json);
    String resource =
        switch (action.substring(0, action.indexOf(':'))) {
          case "kms" -> KEY;
          case "lambda" -> FUNCTION;
          default -> String.valueOf(request.getOrDefault("Name", ""));
        };
    String on = resource.isEmpty() ? "" : " on resource: " + resource;

    allows(caller(allow("*", "*")), operation, request);
    refuses(
        caller("{\"Effect\": \"Allow\", \"NotAction\": \"" + action + "\", \"Resource\": \"*\"}"),
        operation,
        request,
        ("%sUser: %s is not authorized to perform: %s%s because no identity-based policy allows the"
                + " %s action")
            .formatted(
                action.startsWith("kms:") ? "Access to KMS is not allowed. " : "",
                USER,
                action,
                on,
                action));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          GetSecretValue | {"SecretId": "door", "VersionStage": "AWSPENDING"}
          DescribeSecret | {"SecretId": "door"}
          UpdateSecret   | {"SecretId": "door", "Description": "of the house"}
          UpdateSecret   | {"SecretId": "door", "KmsKeyId": "alias/aws/secretsmanager"}
          UpdateSecretVersionStage | {"SecretId": "door", "VersionStage": "mine"}
          CreateSecret   | {"Name": "new", "SecretString": "x"}
          CreateSecret   | {"Name": "new", "KmsKeyId": "alias/aws/secretsmanager"}
          """)
  void whatReadsOrWritesNoValueOfACustomersKeyNeedsNoKey(String operation, String json)
      throws IOException {
    allows(caller(allow("secretsmanager:*", "*")), operation, JSON.std.mapFrom(json));
  }

  @ParameterizedTest(name = "{0} has {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          CreateSecret   | {"Name": "new"}                                 | secretsmanager:Name | new
          CreateSecret   | {"Name": "new", "Description": "d"}             | secretsmanager:Description | d
          CreateSecret   | {"Name": "new", "KmsKeyId": "alias/k"}          | secretsmanager:KmsKeyId | alias/k
          CreateSecret   | {"Name": "new", "KmsKeyId": "alias/k"}          | secretsmanager:KmsKeyArn | arn:aws:kms:eu-west-1:123456789012:alias/k
          CreateSecret   | {"Name": "new", "KmsKeyId": "1111"}             | secretsmanager:KmsKeyArn | arn:aws:kms:eu-west-1:123456789012:key/1111
          CreateSecret   | {"Name": "new", "Tags": [{"Key": "a", "Value": "b"}]} | aws:RequestTag/a | b
          CreateSecret   | {"Name": "new", "Tags": [{"Key": "a"}]}         | aws:TagKeys | a
          CreateSecret   | {"Name": "new", "AddReplicaRegions": [{"Region": "eu-west-2"}]} | secretsmanager:AddReplicaRegions | eu-west-2
          CreateSecret   | {"Name": "new", "ForceOverwriteReplicaSecret": true} | secretsmanager:ForceOverwriteReplicaSecret | true
          GetSecretValue | {"SecretId": "door"}                            | secretsmanager:SecretId | ARN
          GetSecretValue | {"SecretId": "door", "VersionId": "v"}          | secretsmanager:VersionId | v
          GetSecretValue | {"SecretId": "door", "VersionStage": "AWSPREVIOUS"} | secretsmanager:VersionStage | AWSPREVIOUS
          GetSecretValue | {"SecretId": "door"}                            | secretsmanager:ResourceTag/Team | night
          GetSecretValue | {"SecretId": "door"}                            | aws:ResourceTag/team | night
          GetSecretValue | {"SecretId": "door"}                            | secretsmanager:resource/AllowRotationLambdaArn | FUNCTION
          GetSecretValue | {"SecretId": "door"}                            | secretsmanager:SecretPrimaryRegion | eu-west-1
          DeleteSecret   | {"SecretId": "door", "RecoveryWindowInDays": 7} | secretsmanager:RecoveryWindowInDays | 7
          DeleteSecret   | {"SecretId": "door", "ForceDeleteWithoutRecovery": true} | secretsmanager:ForceDeleteWithoutRecovery | true
          PutResourcePolicy | {"SecretId": "door", "BlockPublicPolicy": true} | secretsmanager:BlockPublicPolicy | true
          RotateSecret   | {"SecretId": "door", "RotationLambdaARN": "F"}  | secretsmanager:RotationLambdaARN | F
          RotateSecret   | {"SecretId": "door", "RotateImmediately": false} | secretsmanager:RotateImmediately | false
          RotateSecret   | {"SecretId": "door"}                            | secretsmanager:ModifyRotationRules | false
          RotateSecret   | {"SecretId": "door", "RotationRules": {"AutomaticallyAfterDays": 1}} | secretsmanager:ModifyRotationRules | true
          TagResource    | {"SecretId": "door", "Tags": [{"Key": "a", "Value": "b"}]} | aws:RequestTag/A | b
          UntagResource  | {"SecretId": "door", "TagKeys": ["a"]}          | aws:TagKeys | a
          UpdateSecretVersionStage | {"SecretId": "door", "VersionStage": "mine"} | secretsmanager:VersionStage | mine
          DescribeSecret | {"SecretId": "door"} | aws:PrincipalArn | arn:aws:iam::123456789012:role/Rotator
          DescribeSecret | {"SecretId": "door"} | aws:PrincipalAccount | 123456789012
          DescribeSecret | {"SecretId": "door"} | aws:PrincipalType | AssumedRole
          DescribeSecret | {"SecretId": "door"} | aws:ResourceAccount | 123456789012
          DescribeSecret | {"SecretId": "door"} | aws:RequestedRegion | eu-west-1
          DescribeSecret | {"SecretId": "door"} | aws:SourceIp | 127.0.0.1
          DescribeSecret | {"SecretId": "door"} | aws:SecureTransport | true
          DescribeSecret | {"SecretId": "door"} | aws:ViaAWSService | false
          DescribeSecret | {"SecretId": "door"} | aws:CurrentTime | 2026-03-04T05:06:07Z
          DescribeSecret | {"SecretId": "door"} | aws:EpochTime | 1772600767
          DescribeSecret | {"SecretId": "door"} | lambda:SourceFunctionArn | FUNCTION
          """)
  void hasConditionKeys(String operation, String json, String key, String value)
      throws IOException {
    Map<String, Object> request = JSON.std.mapFrom(json);
    String expected = value.replace("ARN", arn).replace("FUNCTION", FUNCTION);
    String all =
        """
        {"Effect": "Allow", "Action": "*", "Resource": "*",
         "Condition": {"ForAnyValue:StringEquals": {"%s": "%s"}}}""";
    String others = allow("kms:*", "*") + "," + allow("lambda:*", "*");

    allows(caller(all.formatted(key, expected), others, tagsAndReplicas()), operation, request);
    assertThatThrownBy(
            () ->
                caller(all.formatted(key, expected + "x"), others, tagsAndReplicas())
                    .authorize(operation, request))
        .isInstanceOf(ApiException.class)
        .hasMessageContaining("is not authorized to perform: secretsmanager:" + operation);
  }

  @Test
  void aKeyIsOfTheRequestOnlyWhenItsMemberIs() {
    Caller caller =
        caller(
            """
            {"Effect": "Allow", "Action": "*", "Resource": "*", "Condition": {"Null": {
              "secretsmanager:VersionStage": "true", "secretsmanager:VersionId": "true",
              "aws:TagKeys": "true", "secretsmanager:AddReplicaRegions": "true",
              "aws:username": "true", "aws:SourceAccount": "true", "aws:SourceArn": "true"}}}""",
            allow("kms:*", "*"));

    allows(caller, "GetSecretValue", Map.of("SecretId", "door"));
  }

  @ParameterizedTest
  @CsvSource({
    "kms:ViaService,                           secretsmanager.eu-west-1.amazonaws.com",
    "kms:EncryptionContext:SecretVersionId,    12345678901234567890123456789012",
    "kms:EncryptionContextKeys,                SecretARN",
    "kms:EncryptionAlgorithm,                  SYMMETRIC_DEFAULT",
    "aws:ViaAWSService,                        true",
    "aws:CalledVia,                            secretsmanager.amazonaws.com",
  })
  void keysAreUsedThroughSecretsManager(String key, String value) {
    String decrypt =
        """
        {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*",
         "Condition": {"ForAnyValue:StringEquals": {"%s": "%s"}}}""";
    Map<String, Object> request = Map.of("SecretId", "door");

    allows(
        caller(allow("secretsmanager:*", "*"), decrypt.formatted(key, value)),
        "GetSecretValue",
        request);
    assertThatThrownBy(
            () ->
                caller(allow("secretsmanager:*", "*"), decrypt.formatted(key, value + "x"))
                    .authorize("GetSecretValue", request))
        .hasMessageContaining("kms:Decrypt");
  }

  @Test
  void aReplicasKeyIsOfTheReplicasRegion() {
    Map<String, Object> request =
        Map.of(
            "Name",
            "new",
            "AddReplicaRegions",
            List.of(Map.of("Region", "us-east-1", "KmsKeyId", "11112222")));
    String generate =
        """
        {"Effect": "Allow", "Action": "kms:GenerateDataKey",
         "Resource": "arn:aws:kms:us-east-1:123456789012:key/11112222",
         "Condition": {"StringEquals": {"kms:ViaService": "secretsmanager.%s.amazonaws.com"}}}""";

    allows(
        caller(allow("secretsmanager:*", "*"), generate.formatted("us-east-1")),
        "CreateSecret",
        request);
    refuses(
        caller(allow("secretsmanager:*", "*"), generate.formatted("eu-west-1")),
        "CreateSecret",
        request,
        "Access to KMS is not allowed. User: "
            + USER
            + " is not authorized to perform: kms:GenerateDataKey on resource:"
            + " arn:aws:kms:us-east-1:123456789012:key/11112222 because no identity-based policy"
            + " allows the kms:GenerateDataKey action");
  }

  @Test
  void aSecretThatDoesNotExistIsLookedForOnlyByWhomThatIsAllowed() {
    Map<String, Object> request = Map.of("SecretId", "nothing");

    refuses(
        caller(allow("secretsmanager:*", ours().replace("*", "door-??????"))),
        "GetSecretValue",
        request,
        "User: "
            + USER
            + " is not authorized to perform: secretsmanager:GetSecretValue on resource: nothing"
            + " because no identity-based policy allows the secretsmanager:GetSecretValue action");
    allows(
        caller(
            allow(
                "secretsmanager:*",
                "arn:aws:secretsmanager:eu-west-1:123456789012:secret:nothing-??????")),
        "GetSecretValue",
        request);
  }

  @Test
  void anotherAccountNeedsTheSecretsPolicyAndACustomersKey() throws Exception {
    Caller stranger =
        access("arn:aws:iam::210987654321:role/Stranger", allow("*", "*")).roleOf("Door").in(HOME);
    Map<String, Object> request = Map.of("SecretId", arn);
    String user = "arn:aws:sts::210987654321:assumed-role/Stranger/Door";

    refuses(
        stranger,
        "GetSecretValue",
        request,
        ("User: %s is not authorized to perform: secretsmanager:GetSecretValue on resource: %s"
                + " because no resource-based policy allows the secretsmanager:GetSecretValue"
                + " action")
            .formatted(user, arn));

    govern(
        """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "secretsmanager:*",
              "Principal": {"AWS": "210987654321"}, "Resource": "*"}]}""");
    allows(stranger, "GetSecretValue", request);
    refuses(
        access("arn:aws:iam::210987654321:role/Stranger").roleOf("Door").in(HOME),
        "GetSecretValue",
        request,
        ("User: %s is not authorized to perform: secretsmanager:GetSecretValue on resource: %s"
                + " because no identity-based policy allows the secretsmanager:GetSecretValue"
                + " action")
            .formatted(user, arn));

    Objects.requireNonNull(SecretOperations.of(backend).get("UpdateSecret"))
        .answer(
            HOME, new Parameters(Map.of("SecretId", arn, "KmsKeyId", "alias/aws/secretsmanager")));
    allows(stranger, "DescribeSecret", request);
    assertThatThrownBy(() -> stranger.authorize("GetSecretValue", request))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.code()).isEqualTo("InvalidRequestException"))
        .hasMessage(
            "You can't access a secret from a different AWS account if you encrypt the secret with"
                + " the default KMS service key.");
  }

  @Test
  void theSecretsPolicyAllowsAndForbids() {
    Map<String, Object> request = Map.of("SecretId", "door");
    govern(
        """
            {"Version": "2012-10-17", "Statement": [
              {"Effect": "Allow", "Action": "secretsmanager:DescribeSecret",
               "Principal": {"AWS": "arn:aws:iam::123456789012:role/Rotator"}, "Resource": "*"},
              {"Effect": "Deny", "Action": "secretsmanager:DeleteSecret", "Principal": "*",
               "Resource": "*"}]}""");

    allows(caller(), "DescribeSecret", request);
    refuses(
        caller(allow("*", "*")),
        "DeleteSecret",
        request,
        "User: "
            + USER
            + " is not authorized to perform: secretsmanager:DeleteSecret on resource: door with an"
            + " explicit deny in a resource-based policy");

    govern("{\"Version\": \"2012-10-17\"}");
    refuses(
        caller(allow("*", "*")),
        "DescribeSecret",
        request,
        "The resource policy of "
            + arn
            + " cannot be read: the policy has no Statement. Replace it with PutResourcePolicy.");
  }

  @Test
  void aRotationsValueComesFromTheFunctionsRoleOrWithTheRotationsToken() throws Exception {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("SecretId", "door");
    request.put("SecretString", "x");
    request.put("ClientRequestToken", "the version that is rotated in");
    String token = "0f4c3a52-6e51-4b3a-8a53-1b2c3d4e5f60";
    String message =
        "The RotationToken doesn't match the rotation that is in progress for this secret.";
    Caller own = caller(allow("*", "*"));
    Caller other =
        access("arn:aws:iam::123456789012:role/Other", Set.of("Gate"), allow("*", "*"))
            .roleOf("Gate")
            .in(HOME);
    allows(other, "PutSecretValue", request);

    proofs.put(secret().key(), SecretText.of(token));
    allows(own, "PutSecretValue", request);
    refuses(other, "PutSecretValue", request, message);
    request.put("RotationToken", token.replace('0', '1'));
    refuses(other, "PutSecretValue", request, message);
    request.put("RotationToken", token);
    allows(other, "PutSecretValue", request);

    proofs.clear();
    refuses(other, "PutSecretValue", request, message);
  }

  @Test
  void theRoleOfAFunctionInAnotherAccountNeedsTheRotationsToken() throws Exception {
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("SecretId", arn);
    request.put("SecretString", "x");
    request.put("ClientRequestToken", "the version that is rotated in");
    govern(
        """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "secretsmanager:*",
              "Principal": {"AWS": "210987654321"}, "Resource": "*"}]}""");
    Caller role =
        access("arn:aws:iam::210987654321:role/Rotator", allow("*", "*")).roleOf("Door").in(HOME);
    String token = "0f4c3a52-6e51-4b3a-8a53-1b2c3d4e5f60";
    proofs.put(secret().key(), SecretText.of(token));

    refuses(
        role,
        "PutSecretValue",
        request,
        "The RotationToken doesn't match the rotation that is in progress for this secret.");
    request.put("RotationToken", token);
    allows(role, "PutSecretValue", request);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "arn:aws:iam::123456789012:root"         | kms:*       | true
          "arn:aws:iam::123456789012:role/Rotator" | kms:Decrypt | true
          "arn:aws:iam::123456789012:role/Rotator" | kms:Encrypt | false
          "arn:aws:iam::123456789012:role/Other"   | kms:*       | false
          "arn:aws:iam::210987654321:root"         | kms:*       | false
          """)
  void aKeysPolicyHasTheFirstWord(String principal, String action, boolean allowed)
      throws Exception {
    keyPolicies.put(KEY, keyPolicy(principal, action));
    Map<String, Object> request = Map.of("SecretId", "door");

    allows(caller(allow("*", "*")), "DescribeSecret", request);
    if (allowed) {
      allows(caller(allow("*", "*")), "GetSecretValue", request);
    } else {
      refuses(caller(allow("*", "*")), "GetSecretValue", request, deniedKey(USER, "resource"));
    }
  }

  @Test
  void aKeysPolicyThatNamesTheAccountLeavesItToTheCallers() throws Exception {
    Map<String, Object> request = Map.of("SecretId", "door");
    Caller without = caller(allow("secretsmanager:*", "*"));

    keyPolicies.put(KEY, keyPolicy("\"arn:aws:iam::123456789012:root\"", "kms:*"));
    refuses(without, "GetSecretValue", request, deniedKey(USER, "identity"));

    keyPolicies.put(KEY, keyPolicy("\"" + ROLE + "\"", "kms:*"));
    allows(caller(allow("secretsmanager:*", "*")), "GetSecretValue", request);
  }

  @Test
  void aKeyOfAnotherAccountNeedsItsPolicyAndTheCallers() throws Exception {
    String role = "arn:aws:iam::210987654321:role/Stranger";
    String user = "arn:aws:sts::210987654321:assumed-role/Stranger/Door";
    Map<String, Object> request = Map.of("SecretId", arn);
    govern(
        """
            {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "secretsmanager:*",
              "Principal": {"AWS": "210987654321"}, "Resource": "*"}]}""");

    keyPolicies.put(KEY, keyPolicy("\"arn:aws:iam::123456789012:root\"", "kms:*"));
    refuses(
        access(role, allow("*", "*")).roleOf("Door").in(HOME),
        "GetSecretValue",
        request,
        deniedKey(user, "resource"));

    keyPolicies.put(KEY, keyPolicy("\"" + role + "\"", "kms:Decrypt"));
    allows(access(role, allow("*", "*")).roleOf("Door").in(HOME), "GetSecretValue", request);
    refuses(
        access(role, allow("secretsmanager:*", "*")).roleOf("Door").in(HOME),
        "GetSecretValue",
        request,
        deniedKey(user, "identity"));
  }

  private static PolicyDocument keyPolicy(String principal, String action) throws Exception {
    return PolicyDocument.parse(
        """
        {"Statement": {"Effect": "Allow", "Action": "%s", "Principal": {"AWS": %s}, "Resource": "*"}}"""
            .formatted(action, principal),
        PolicyKind.RESOURCE);
  }

  private static String deniedKey(String user, String whose) {
    return ("Access to KMS is not allowed. User: %s is not authorized to perform: kms:Decrypt on"
            + " resource: %s because no %s-based policy allows the kms:Decrypt action")
        .formatted(user, KEY, whose);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "secretsmanager.amazonaws.com" | "aws:SourceAccount": "123456789012" | true
          "secretsmanager.amazonaws.com" | "aws:SourceAccount": "210987654321" | false
          "secretsmanager.amazonaws.com" | "aws:SourceArn": "ARN"              | true
          "secretsmanager.amazonaws.com" | "aws:SourceArn": "ARNx"             | false
          "lambda.amazonaws.com"         | "aws:SourceAccount": "123456789012" | false
          """)
  void aFunctionsOwnPolicyDecidesWhetherSecretsManagerInvokesIt(
      String service, String condition, boolean allowed) throws Exception {
    functionPolicies.put(
        "Door",
        PolicyDocument.parse(
            """
            {"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Resource": "%s",
              "Action": "lambda:InvokeFunction", "Principal": {"Service": %s},
              "Condition": {"StringEquals": {%s}}}}"""
                .formatted(FUNCTION, service, condition.replace("ARN", arn)),
            PolicyKind.RESOURCE));
    Map<String, Object> request = Map.of("SecretId", "door");

    allows(caller(allow("*", "*")), "CancelRotateSecret", request);
    if (allowed) {
      allows(caller(allow("*", "*")), "RotateSecret", request);
    } else {
      refuses(
          caller(allow("*", "*")),
          "RotateSecret",
          request,
          "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function"
              + " policy grants access to the principal secretsmanager.amazonaws.com.");
    }
  }

  @Test
  void aFunctionWithoutARoleIsRefused() throws Exception {
    Access access = access(ROLE);

    assertThatThrownBy(() -> access.roleOf("Gate"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "function Gate runs under no role: the credentials file lists it in no principal's"
                + " \"functions\"");
  }

  private Map<String, Object> request(String operation) {
    if (WITHOUT_SECRET.contains(operation)) {
      return Map.of();
    }
    return operation.equals("CreateSecret") ? Map.of("Name", "new") : Map.of("SecretId", "door");
  }

  private static String ours() {
    return "arn:aws:secretsmanager:eu-west-1:123456789012:secret:*";
  }

  /** What some of the requests need besides. */
  private static String tagsAndReplicas() {
    return """
        {"Effect": "Allow", "Resource": "arn:aws:secretsmanager:*:*:secret:new-??????",
         "Action": ["secretsmanager:TagResource", "secretsmanager:ReplicateSecretToRegions"]}""";
  }

  private static String allow(String action, String resource) {
    return statement("Allow", action, resource);
  }

  private static String deny(String action, String resource) {
    return statement("Deny", action, resource);
  }

  private static String statement(String effect, String action, String resource) {
    return "{\"Effect\": \"%s\", \"Action\": \"%s\", \"Resource\": \"%s\"}"
        .formatted(effect, action, resource);
  }

  private Caller caller(String... statements) {
    return access(ROLE, statements).roleOf("Door").in(HOME);
  }

  private Access access(String role, String... statements) {
    return access(role, Set.of("Door"), statements);
  }

  private Access access(String role, Set<String> functions, String... statements) {
    try {
      Principal principal =
          new Principal(
              role,
              "AKID",
              SecretText.of("key"),
              List.of(
                  PolicyDocument.parse(
                      "{\"Version\": \"2012-10-17\", \"Statement\": [%s]}"
                          .formatted(String.join(",", statements)),
                      PolicyKind.IDENTITY)),
              functions);
      return new PolicyAccess(
          new Credentials(List.of(principal), functionPolicies, keyPolicies),
          backend,
          (secret, version) -> Optional.ofNullable(proofs.get(secret)),
          InstantSource.system());
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private void govern(String policy) {
    backend.repository().update(secret().key(), before -> before.governed(policy, Instant.EPOCH));
  }

  private Secret secret() {
    return backend.find(HOME, "door");
  }

  private static void allows(Caller caller, String operation, Map<String, Object> request) {
    assertThatCode(() -> caller.authorize(operation, request)).doesNotThrowAnyException();
  }

  private static void refuses(
      Caller caller, String operation, Map<String, Object> request, String message) {
    assertThatThrownBy(() -> caller.authorize(operation, request))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.code()).isEqualTo("AccessDeniedException"))
        .hasMessage(message);
  }
}
