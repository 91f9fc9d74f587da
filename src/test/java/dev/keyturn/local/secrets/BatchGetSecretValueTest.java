package dev.keyturn.local.secrets;

import static dev.keyturn.local.secrets.LocalService.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.APIErrorType;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.Filter;
import software.amazon.awssdk.services.secretsmanager.model.FilterNameStringType;
import software.amazon.awssdk.services.secretsmanager.model.SecretValueEntry;

/** BatchGetSecretValue: by ids or by filters, failing secret by secret. */
class BatchGetSecretValueTest {

  private static final Filter FRUIT =
      Filter.builder().key(FilterNameStringType.NAME).values("fruit/").build();

  private static LocalService service;
  private static SecretsManagerClient client;
  private static String appleArn;
  private static String emptyArn;

  @BeforeAll
  static void start() {
    service = LocalService.start();
    client = service.in("eu-west-1");
    appleArn = client.createSecret(r -> r.name("fruit/apple").secretString("red")).arn();
    client.createSecret(r -> r.name("fruit/berry").secretBinary(SdkBytes.fromUtf8String("blue")));
    emptyArn = client.createSecret(r -> r.name("fruit/empty")).arn();
    client.createSecret(r -> r.name("fruit/gone").secretString("rotten"));
    client.deleteSecret(r -> r.secretId("fruit/gone"));
  }

  @AfterAll
  static void stop() {
    service.close();
  }

  @Test
  void byIdsWithTheErrorsOfEach() {
    BatchGetSecretValueResponse answer =
        client.batchGetSecretValue(
            r ->
                r.secretIdList(appleArn, "fruit/none", "fruit/berry", "fruit/gone", "fruit/empty"));

    assertThat(answer.secretValues())
        .extracting(SecretValueEntry::name)
        .containsExactly("fruit/apple", "fruit/berry");
    SecretValueEntry apple = answer.secretValues().get(0);
    assertThat(apple.arn()).isEqualTo(appleArn);
    assertThat(apple.secretString()).isEqualTo("red");
    assertThat(apple.versionStages()).containsExactly("AWSCURRENT");
    assertThat(apple.createdDate()).isEqualTo(service.now());
    assertThat(answer.secretValues().get(1).secretBinary().asUtf8String()).isEqualTo("blue");
    assertThat(answer.errors())
        .extracting(BatchGetSecretValueTest::told)
        .containsExactly(
            "fruit/none ResourceNotFoundException: Secrets Manager can't find the specified"
                + " secret.",
            "fruit/gone InvalidRequestException: You can't perform this operation on the secret"
                + " because it was marked for deletion.",
            "fruit/empty ResourceNotFoundException: Secrets Manager can't find the specified secret"
                + " value for staging label: AWSCURRENT");
    assertThat(answer.nextToken()).isNull();
  }

  @Test
  void byFiltersWithoutPlannedDeletions() {
    BatchGetSecretValueResponse answer = client.batchGetSecretValue(r -> r.filters(FRUIT));

    assertThat(answer.secretValues())
        .extracting(SecretValueEntry::name)
        .containsExactly("fruit/apple", "fruit/berry");
    assertThat(answer.errors()).extracting(APIErrorType::secretId).containsExactly(emptyArn);
  }

  @Test
  void pageByPage() {
    List<String> names =
        client.batchGetSecretValuePaginator(r -> r.filters(FRUIT).maxResults(1)).stream()
            .flatMap(page -> page.secretValues().stream())
            .map(SecretValueEntry::name)
            .toList();

    assertThat(names).containsExactly("fruit/apple", "fruit/berry");
  }

  @Test
  void errorsAreAnEmptyListWhenThereAreNone() {
    BatchGetSecretValueResponse answer =
        client.batchGetSecretValue(r -> r.secretIdList("fruit/apple"));

    assertThat(answer.hasErrors()).isTrue();
    assertThat(answer.errors()).isEmpty();
  }

  @Test
  void eitherIdsOrFilters() {
    String either =
        "InvalidParameterException: Either 'SecretIdList' or 'Filters' must be provided, but not"
            + " both.";

    assertThat(refusal(() -> client.batchGetSecretValue(r -> {}))).isEqualTo(either);
    assertThat(
            refusal(
                () ->
                    client.batchGetSecretValue(r -> r.secretIdList("fruit/apple").filters(FRUIT))))
        .isEqualTo(either);
  }

  @Test
  void pagesAreOfFiltersOnly() {
    assertThat(
            refusal(
                () -> client.batchGetSecretValue(r -> r.secretIdList("fruit/apple").maxResults(1))))
        .isEqualTo(
            "InvalidParameterException: 'Filters' not specified. 'Filters' must also be specified"
                + " when 'MaxResults' is provided.");
  }

  @Test
  void noMoreThanTwentyIds() {
    String[] ids = java.util.Collections.nCopies(21, "a").toArray(String[]::new);

    assertThat(refusal(() -> client.batchGetSecretValue(r -> r.secretIdList(ids))))
        .isEqualTo(
            "ValidationException: 1 validation error detected: Value '[%s]' at 'secretIdList' failed to satisfy constraint: Member must have length less than or equal to 20"
                .formatted(String.join(", ", ids)));
  }

  @Test
  void eachSecretNeedsThePermissionToReadIt(@TempDir Path directory) throws IOException {
    String policy =
        """
        {"Version":"2012-10-17","Statement":[
          {"Effect":"Allow","Action":["secretsmanager:BatchGetSecretValue",
            "secretsmanager:ListSecrets","secretsmanager:CreateSecret"],"Resource":"*"},
          {"Effect":"Allow","Action":"secretsmanager:GetSecretValue",
            "Resource":"arn:aws:secretsmanager:*:*:secret:open-*"}]}""";
    try (LocalService guarded = LocalService.permitting(directory, policy)) {
      SecretsManagerClient ann = guarded.in("eu-west-1");
      ann.createSecret(r -> r.name("open").secretString("read me"));
      String closed = ann.createSecret(r -> r.name("closed").secretString("hidden")).arn();
      String refused =
          " AccessDeniedException: User: arn:aws:iam::123456789012:user/ann is not authorized to"
              + " perform: secretsmanager:GetSecretValue on resource: %s because no identity-based"
              + " policy allows the secretsmanager:GetSecretValue action";

      BatchGetSecretValueResponse byId =
          ann.batchGetSecretValue(r -> r.secretIdList("open", "closed"));
      BatchGetSecretValueResponse byFilter =
          ann.batchGetSecretValue(
              r ->
                  r.filters(
                      Filter.builder()
                          .key(FilterNameStringType.ALL)
                          .values("open", "closed")
                          .build()));

      assertThat(byId.secretValues()).extracting(SecretValueEntry::name).containsExactly("open");
      assertThat(byId.errors())
          .extracting(BatchGetSecretValueTest::told)
          .containsExactly("closed" + refused.formatted("closed"));
      assertThat(byFilter.secretValues())
          .extracting(SecretValueEntry::name)
          .containsExactly("open");
      assertThat(byFilter.errors())
          .extracting(BatchGetSecretValueTest::told)
          .containsExactly(closed + refused.formatted(closed));
    }
  }

  @Test
  void filtersNeedThePermissionToList(@TempDir Path directory) throws IOException {
    String policy =
        """
        {"Statement":{"Effect":"Allow","Action":"secretsmanager:*Get*","Resource":"*"}}""";
    try (LocalService guarded = LocalService.permitting(directory, policy)) {
      assertThat(refusal(() -> guarded.in("eu-west-1").batchGetSecretValue(r -> r.filters(FRUIT))))
          .isEqualTo(
              "AccessDeniedException: User: arn:aws:iam::123456789012:user/ann is not authorized to"
                  + " perform: secretsmanager:ListSecrets because no identity-based policy allows"
                  + " the secretsmanager:ListSecrets action");
    }
  }

  private static String told(APIErrorType error) {
    return error.secretId() + " " + error.errorCode() + ": " + error.message();
  }
}
