package dev.keyturn.local.secrets;

import static dev.keyturn.local.secrets.LocalService.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.ExternalSecretRotationMetadataItem;
import software.amazon.awssdk.services.secretsmanager.model.RotateSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;

/** Secrets whose credential a partner holds: their type, and what the partner needs. */
class ManagedExternalSecretTest {

  private static final String ROLE = "arn:aws:iam::123456789012:role/rotation";
  private static final List<ExternalSecretRotationMetadataItem> METADATA =
      List.of(item("apiVersion", "v65.0"), item("adminSecretArn", "arn:aws:any"));

  private static LocalService service;
  private static SecretsManagerClient client;
  private static int secrets;
  private String name;

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
    name = "secret-" + secrets++;
    client.createSecret(r -> r.name(name).type("SalesforceClientSecret").secretString("{}"));
  }

  @Test
  void theTypeIsDescribedAndListed() {
    assertThat(client.describeSecret(r -> r.secretId(name)).type())
        .isEqualTo("SalesforceClientSecret");

    client.updateSecret(r -> r.secretId(name).type("BigIDClientSecret"));

    assertThat(client.describeSecret(r -> r.secretId(name)).type()).isEqualTo("BigIDClientSecret");
    assertThat(client.listSecrets().secretList())
        .filteredOn(entry -> entry.name().equals(name))
        .extracting(SecretListEntry::type)
        .containsExactly("BigIDClientSecret");
  }

  @Test
  void anUpdateOfSomethingElseLeavesTheType() {
    client.updateSecret(r -> r.secretId(name).description("other"));

    assertThat(client.describeSecret(r -> r.secretId(name)).type())
        .isEqualTo("SalesforceClientSecret");
  }

  @Test
  void whatThePartnerNeedsIsRemembered() {
    RotateSecretResponse answer =
        client.rotateSecret(
            r ->
                r.secretId(name)
                    .externalSecretRotationMetadata(METADATA)
                    .externalSecretRotationRoleArn(ROLE)
                    .rotationRules(rules -> rules.automaticallyAfterDays(30L)));

    DescribeSecretResponse told = client.describeSecret(r -> r.secretId(name));
    assertThat(answer.name()).isEqualTo(name);
    assertThat(told.externalSecretRotationMetadata()).isEqualTo(METADATA);
    assertThat(told.externalSecretRotationRoleArn()).isEqualTo(ROLE);
    assertThat(told.rotationEnabled()).isTrue();
    assertThat(told.rotationLambdaARN()).isNull();
    assertThat(told.rotationRules().automaticallyAfterDays()).isEqualTo(30);
    assertThat(told.versionIdsToStages()).hasSize(1);
  }

  @Test
  void aBareRotationReusesIt() {
    client.rotateSecret(
        r ->
            r.secretId(name)
                .externalSecretRotationMetadata(METADATA)
                .externalSecretRotationRoleArn(ROLE));
    client.cancelRotateSecret(r -> r.secretId(name));
    assertThat(client.describeSecret(r -> r.secretId(name)).rotationEnabled()).isFalse();

    client.rotateSecret(r -> r.secretId(name));

    DescribeSecretResponse told = client.describeSecret(r -> r.secretId(name));
    assertThat(told.rotationEnabled()).isTrue();
    assertThat(told.externalSecretRotationMetadata()).isEqualTo(METADATA);
    assertThat(told.externalSecretRotationRoleArn()).isEqualTo(ROLE);
  }

  @Test
  void withoutARoleNothingIsStored() {
    assertThat(
            refusal(
                () ->
                    client.rotateSecret(
                        r -> r.secretId(name).externalSecretRotationMetadata(METADATA))))
        .isEqualTo(
            "InvalidRequestException: No ExternalSecretRotationRoleArn is associated with this"
                + " managed external secret.");
    DescribeSecretResponse told = client.describeSecret(r -> r.secretId(name));
    assertThat(told.rotationEnabled()).isNull();
    assertThat(told.hasExternalSecretRotationMetadata()).isFalse();
  }

  @Test
  void aSecretWithoutATypeHasNoPartner() {
    client.createSecret(r -> r.name(name + "-own"));

    assertThat(
            refusal(
                () ->
                    client.rotateSecret(
                        r -> r.secretId(name + "-own").externalSecretRotationRoleArn(ROLE))))
        .isEqualTo(
            "InvalidRequestException: You can't use ExternalSecretRotationMetadata or"
                + " ExternalSecretRotationRoleArn because this secret isn't a managed external"
                + " secret: it has no Type.");
  }

  @Test
  void eitherAFunctionOrAPartner() {
    assertThat(
            refusal(
                () ->
                    client.rotateSecret(
                        r ->
                            r.secretId(name)
                                .rotationLambdaARN("arn:aws:lambda:any")
                                .externalSecretRotationRoleArn(ROLE))))
        .isEqualTo(
            "InvalidParameterException: You can't use RotationLambdaARN in conjunction with"
                + " ExternalSecretRotationMetadata or ExternalSecretRotationRoleArn.");
  }

  @Test
  void limitsOfTheModel() {
    assertThat(
            refusal(
                () ->
                    client.rotateSecret(
                        r ->
                            r.secretId(name)
                                .externalSecretRotationMetadata(item("", "v"))
                                .externalSecretRotationRoleArn("short"))))
        .isEqualTo(
            "ValidationException: 2 validation errors detected: Value '' at"
                + " 'externalSecretRotationMetadata.1.member.key' failed to satisfy constraint:"
                + " Member must have length greater than or equal to 1; Value 'short' at"
                + " 'externalSecretRotationRoleArn' failed to satisfy constraint: Member must have"
                + " length greater than or equal to 20");
  }

  private static ExternalSecretRotationMetadataItem item(String key, String value) {
    return ExternalSecretRotationMetadataItem.builder().key(key).value(value).build();
  }
}
