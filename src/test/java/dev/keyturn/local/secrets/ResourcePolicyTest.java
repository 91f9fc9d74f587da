package dev.keyturn.local.secrets;

import static dev.keyturn.local.secrets.LocalService.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.GetResourcePolicyResponse;
import software.amazon.awssdk.services.secretsmanager.model.PutResourcePolicyResponse;
import software.amazon.awssdk.services.secretsmanager.model.ValidateResourcePolicyResponse;
import software.amazon.awssdk.services.secretsmanager.model.ValidationErrorsEntry;

/** PutResourcePolicy, GetResourcePolicy, DeleteResourcePolicy and ValidateResourcePolicy. */
class ResourcePolicyTest {

  private static final String ADMIN =
      """
      { "Version": "2012-10-17",
        "Statement": { "Sid": "Admin", "Effect": "Allow",
          "Principal": {"AWS": ["arn:aws:iam::123456789012:user/admin", "210987654321"],
                        "Service": "rds.amazonaws.com"},
          "Action": "secretsmanager:GetSecretValue", "Resource": "*" } }""";

  private static final String STATEMENT =
      "{'Version':'2012-10-17','Statement':[{'Effect':'Allow','Principal':%s,"
          + "'Action':'secretsmanager:*','Resource':'*'%s}]}";

  private static final String MISSING =
      "ResourceNotFoundException: Secrets Manager can't find the specified secret.";
  private static final String DELETED =
      "InvalidRequestException: You can't perform this operation on the secret because it was"
          + " marked for deletion.";
  private static final String SYNTAX =
      "MalformedPolicyDocumentException: This resource policy contains a syntax error.";

  private static LocalService service;
  private static SecretsManagerClient client;
  private static int secrets;
  private String secret;

  @BeforeAll
  static void start() {
    service = LocalService.start();
    client = service.in("eu-west-1");
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @BeforeEach
  void create() {
    secret = "secret-" + secrets++;
    client.createSecret(r -> r.name(secret));
  }

  @Test
  void aPolicyIsGivenBackAsItWasPut() {
    service.advance(Duration.ofMinutes(1));

    PutResourcePolicyResponse put = put(ADMIN, null);
    GetResourcePolicyResponse got = client.getResourcePolicy(r -> r.secretId(secret));

    assertThat(put.name()).isEqualTo(secret);
    assertThat(put.arn()).isEqualTo(got.arn()).contains(":secret:" + secret + "-");
    assertThat(got.resourcePolicy()).isEqualTo(ADMIN);
    assertThat(client.describeSecret(r -> r.secretId(secret)).lastChangedDate())
        .isEqualTo(service.now());
  }

  @Test
  void withoutAPolicyThereIsNone() {
    assertThat(client.getResourcePolicy(r -> r.secretId(secret)).resourcePolicy()).isNull();
    client.deleteResourcePolicy(r -> r.secretId(secret));
    put(ADMIN, null);

    assertThat(client.deleteResourcePolicy(r -> r.secretId(secret)).name()).isEqualTo(secret);

    assertThat(client.getResourcePolicy(r -> r.secretId(secret)).resourcePolicy()).isNull();
  }

  @Test
  void aSecretThatIsNotThere() {
    secret = "nobody's";

    assertThat(refusal(() -> put(ADMIN, null))).isEqualTo(MISSING);
    assertThat(refusal(() -> client.getResourcePolicy(r -> r.secretId(secret)))).isEqualTo(MISSING);
    assertThat(refusal(() -> client.deleteResourcePolicy(r -> r.secretId(secret))))
        .isEqualTo(MISSING);
    assertThat(
            refusal(
                () -> client.validateResourcePolicy(r -> r.secretId(secret).resourcePolicy(ADMIN))))
        .isEqualTo(MISSING);
  }

  @Test
  void aSecretThatIsMarkedForDeletion() {
    put(ADMIN, null);
    client.deleteSecret(r -> r.secretId(secret));

    assertThat(refusal(() -> put(ADMIN, null))).isEqualTo(DELETED);
    assertThat(refusal(() -> client.getResourcePolicy(r -> r.secretId(secret)))).isEqualTo(DELETED);
    assertThat(refusal(() -> client.deleteResourcePolicy(r -> r.secretId(secret))))
        .isEqualTo(DELETED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "[]",
        "'text'",
        "{}",
        "{'Version':'2019-10-19','Statement':[]}",
        "{'Version':'2012-10-17'}",
        "{'Version':'2012-10-17','Statement':[]}",
        "{'Statement':['x']}",
        "{'Statement':[],'Unknown':1}",
        "{'Statement':[{'Principal':'*','Action':'*','Resource':'*'}]}",
        "{'Statement':[{'Effect':'AllowSomething','Principal':'*','Action':'*','Resource':'*'}]}",
        "{'Statement':[{'Effect':'Allow','Action':'*','Resource':'*'}]}",
        "{'Statement':[{'Effect':'Allow','Principal':'*','NotPrincipal':'*','Action':'*','Resource':'*'}]}",
        "{'Statement':[{'Effect':'Allow','Principal':'me','Action':'*','Resource':'*'}]}",
        "{'Statement':[{'Effect':'Allow','Principal':{},'Action':'*','Resource':'*'}]}",
        "{'Statement':[{'Effect':'Allow','Principal':{'AWS':[]},'Action':'*','Resource':'*'}]}",
        "{'Statement':[{'Effect':'Allow','Principal':{'Aws':'*'},'Action':'*','Resource':'*'}]}",
        "{'Statement':[{'Effect':'Allow','Principal':'*','Resource':'*'}]}",
        "{'Statement':[{'Effect':'Allow','Principal':'*','Action':'Get','Resource':'*'}]}",
        "{'Statement':[{'Effect':'Allow','Principal':'*','Action':[1],'Resource':'*'}]}",
        "{'Statement':[{'Effect':'Allow','Principal':'*','Action':'*'}]}",
        "{'Statement':[{'Effect':'Allow','Principal':'*','Action':'*','Resource':'mine'}]}",
        "{'Statement':[{'Effect':'Allow','Principal':'*','Action':'*','Resource':'*','Extra':1}]}",
        "{'Statement':[{'Effect':'Allow','Principal':'*','Action':'*','Resource':'*','Condition':[]}]}",
        "{'Statement':[{'Effect':'Allow','Principal':'*','Action':'*','Resource':'*','Condition':{'StringIs':{'a':'b'}}}]}",
        "{'Statement':[{'Effect':'Allow','Principal':'*','Action':'*','Resource':'*','Condition':{'Bool':{'a':{}}}}]}",
      })
  void whatIsNotAPolicyIsRefusedAndValidatedAlike(String text) {
    assertThat(refusal(() -> put(json(text), null))).isEqualTo(SYNTAX);
    assertThat(refusal(() -> client.validateResourcePolicy(r -> r.resourcePolicy(json(text)))))
        .isEqualTo(SYNTAX);
    assertThat(client.getResourcePolicy(r -> r.secretId(secret)).resourcePolicy()).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "{'AWS':'somebody'} | an unsupported principal",
        "{'AWS':'arn:aws:iam::123456789012:group/admins'} | an unsupported principal",
        "{'AWS':'arn:aws:s3:::bucket'} | an unsupported principal",
        "{'AWS':['123456789012','12345']} | an unsupported principal",
        "{'Service':'invalidservice'} | an invalid service principal",
      })
  void principalsThatCannotBe(String principal, String what) {
    assertThat(refusal(() -> put(json(STATEMENT.formatted(principal, "")), null)))
        .isEqualTo("MalformedPolicyDocumentException: This resource policy contains " + what + ".");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'AWS':'arn:aws:iam::123456789012:root'}",
        "{'AWS':'arn:aws-cn:iam::123456789012:role/path/name'}",
        "{'AWS':'arn:aws:sts::123456789012:assumed-role/name/session'}",
        "{'AWS':'AROAEXAMPLEEXAMPLE123'}",
        "{'Service':['lambda.amazonaws.com','states.eu-west-1.amazonaws.com']}",
        "{'Federated':'cognito-identity.amazonaws.com'}",
      })
  void principalsThatCan(String principal) {
    put(json(STATEMENT.formatted(principal, "")), true);

    assertThat(client.getResourcePolicy(r -> r.secretId(secret)).resourcePolicy())
        .contains(json(principal));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'*'       |",
        "{'AWS':'*'} |",
        "{'AWS':['123456789012','*']} |",
        "'*' | {'StringEquals':{'aws:RequestedRegion':'eu-west-1'}}",
        "'*' | {'StringLike':{'aws:SourceArn':'arn:aws:*'}}",
        "'*' | {'StringEquals':{'aws:SourceVpc':['vpc-1','${aws:username}']}}",
        "'*' | {'StringEqualsIfExists':{'aws:SourceVpc':'vpc-1'}}",
        "'*' | {'ForAllValues:StringEquals':{'aws:SourceVpc':'vpc-1'}}",
        "'*' | {'StringNotEquals':{'aws:SourceVpc':'vpc-1'}}",
        "'*' | {'IpAddress':{'aws:SourceIp':'0.0.0.0/0'}}",
        "'*' | {'Bool':{'aws:SecureTransport':true}}",
      })
  void broadAccessIsBlockedWhenAskedFor(String principal, String condition) {
    String policy = policy(principal, condition);

    assertThat(refusal(() -> put(policy, true)))
        .isEqualTo(
            "PublicPolicyException: You can't attach a resource-based policy that allows broad"
                + " access to the secret.");
    assertThat(client.getResourcePolicy(r -> r.secretId(secret)).resourcePolicy()).isNull();

    put(policy, false);
    put(policy, null);
    assertThat(client.getResourcePolicy(r -> r.secretId(secret)).resourcePolicy())
        .isEqualTo(policy);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'*' | {'StringEquals':{'aws:SourceVpc':'vpc-1'}}",
        "'*' | {'ArnLike':{'AWS:SourceArn':'arn:aws:lambda:eu-west-1:123456789012:function:f'}}",
        "'*' | {'StringEquals':{'aws:SourceAccount':['123456789012','210987654321']}}",
        "'*' | {'StringEquals':{'aws:PrincipalOrgID':'o-example'},'Bool':{'aws:SecureTransport':true}}",
        "'*' | {'IpAddress':{'aws:SourceIp':'192.0.2.0/24'}}",
        "{'AWS':'123456789012'} | {'StringLike':{'aws:SourceArn':'*'}}",
      })
  void confinedAccessIsNotBroad(String principal, String condition) {
    put(policy(principal, condition), true);

    assertThat(
            client
                .validateResourcePolicy(r -> r.resourcePolicy(policy(principal, condition)))
                .policyValidationPassed())
        .isTrue();
  }

  @Test
  void allButOneIsBroad() {
    String policy = policy("{'AWS':'123456789012'}", null).replace("Principal", "NotPrincipal");

    assertThat(refusal(() -> put(policy, true))).startsWith("PublicPolicyException: ");
  }

  @Test
  void validationTellsAllThatIsWrongAndPutsNothing() {
    String both =
        json(
            "{'Statement':[{'Effect':'Allow','Principal':'*','Action':'secretsmanager:Get*','Resource':'*'},"
                + "{'Effect':'Deny','Principal':'*','Action':'secretsmanager:Put*','Resource':'*'}]}");

    ValidateResourcePolicyResponse answer =
        client.validateResourcePolicy(r -> r.secretId(secret).resourcePolicy(both));

    assertThat(answer.policyValidationPassed()).isFalse();
    assertThat(answer.validationErrors())
        .extracting(ValidationErrorsEntry::checkName, ValidationErrorsEntry::errorMessage)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                "BlockPublicPolicy",
                "This resource policy grants broad access to your secret. Secrets Manager does not"
                    + " allow creating and applying such policies in the console."),
            org.assertj.core.groups.Tuple.tuple(
                "LockOut",
                "Your requested changes will not allow you to manage this secret in the future."));
    assertThat(client.getResourcePolicy(r -> r.secretId(secret)).resourcePolicy()).isNull();
  }

  @Test
  void aGoodPolicyPassesWithAnEmptyListOfErrors() {
    ValidateResourcePolicyResponse answer =
        client.validateResourcePolicy(r -> r.resourcePolicy(ADMIN));

    assertThat(answer.policyValidationPassed()).isTrue();
    assertThat(answer.hasValidationErrors()).isTrue();
    assertThat(answer.validationErrors()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'Effect':'Deny','Principal':'*','Action':'secretsmanager:GetSecretValue','Resource':'*'}",
        "{'Effect':'Deny','Principal':{'AWS':'123456789012'},'Action':'*','Resource':'*'}",
        "{'Effect':'Deny','Principal':'*','Action':'*','Resource':'*','Condition':{'StringNotEquals':{'aws:SourceVpc':'vpc-1'}}}",
        "{'Effect':'Deny','NotPrincipal':{'AWS':'123456789012'},'Action':'*','Resource':'*'}",
      })
  void aDenialThatLeavesSomebodyInLocksNobodyOut(String statement) {
    assertThat(
            client
                .validateResourcePolicy(
                    r -> r.resourcePolicy(json("{'Statement':" + statement + "}")))
                .policyValidationPassed())
        .isTrue();
  }

  @Test
  void noMoreThan20480Characters() {
    String large = " ".repeat(20481 - ADMIN.length()) + ADMIN;

    assertThat(refusal(() -> put(large, null)))
        .isEqualTo(
            "ValidationException: 1 validation error detected: Value '%s' at 'resourcePolicy' failed to satisfy constraint: Member must have length less than or equal to 20480"
                .formatted(large));
    put(large.substring(1), null);
    assertThat(client.getResourcePolicy(r -> r.secretId(secret)).resourcePolicy()).hasSize(20480);
  }

  @Test
  void aPolicyThatWasPutDecides(@TempDir Path directory) throws IOException {
    String all =
        """
        {"Statement":{"Effect":"Allow","Action":"secretsmanager:*","Resource":"*"}}""";
    try (LocalService guarded = LocalService.permitting(directory, all)) {
      SecretsManagerClient ann = guarded.in("eu-west-1");
      ann.createSecret(r -> r.name("s").secretString("value"));
      ann.putResourcePolicy(
          r ->
              r.secretId("s")
                  .resourcePolicy(
                      json(
                          "{'Statement':{'Effect':'Deny','Principal':'*','Resource':'*',"
                              + "'Action':'secretsmanager:GetSecretValue'}}")));

      assertThat(refusal(() -> ann.getSecretValue(r -> r.secretId("s"))))
          .isEqualTo(
              "AccessDeniedException: User: arn:aws:iam::123456789012:user/ann is not authorized to"
                  + " perform: secretsmanager:GetSecretValue on resource: s with an explicit deny"
                  + " in a resource-based policy");

      ann.deleteResourcePolicy(r -> r.secretId("s"));
      assertThat(ann.getSecretValue(r -> r.secretId("s")).secretString()).isEqualTo("value");
    }
  }

  private PutResourcePolicyResponse put(String policy, Boolean block) {
    return client.putResourcePolicy(
        r -> r.secretId(secret).resourcePolicy(policy).blockPublicPolicy(block));
  }

  private static String policy(String principal, String condition) {
    return json(
        STATEMENT.formatted(principal, condition == null ? "" : ",'Condition':" + condition));
  }

  private static String json(String text) {
    return text.replace('\'', '"');
  }
}
