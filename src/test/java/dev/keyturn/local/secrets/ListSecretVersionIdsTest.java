package dev.keyturn.local.secrets;

import static dev.keyturn.local.secrets.LocalService.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretVersionIdsResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretVersionsListEntry;

/** ListSecretVersionIds: labelled versions, deprecated ones when asked for, page by page. */
class ListSecretVersionIdsTest {

  private final LocalService service = LocalService.start();
  private final SecretsManagerClient client = service.in("eu-west-1");
  private String first;
  private String second;
  private String third;

  @BeforeEach
  void threeVersions() {
    first = client.createSecret(r -> r.name("s").secretString("1")).versionId();
    service.advance(Duration.ofMinutes(1));
    second = client.putSecretValue(r -> r.secretId("s").secretString("2")).versionId();
    service.advance(Duration.ofMinutes(1));
    third = client.putSecretValue(r -> r.secretId("s").secretString("3")).versionId();
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void labelledVersionsOldestFirst() {
    client.getSecretValue(r -> r.secretId("s"));

    List<SecretVersionsListEntry> versions = versions(false);

    assertThat(versions)
        .extracting(SecretVersionsListEntry::versionId)
        .containsExactly(second, third);
    SecretVersionsListEntry current = versions.get(1);
    assertThat(current.versionStages()).containsExactly("AWSCURRENT");
    assertThat(current.createdDate()).isEqualTo(service.now());
    assertThat(current.lastAccessedDate()).isEqualTo(Instant.parse("2026-03-01T00:00:00Z"));
    assertThat(current.kmsKeyIds()).containsExactly("DefaultEncryptionKey");
    assertThat(versions.get(0).lastAccessedDate()).isNull();
  }

  @Test
  void deprecatedVersionsWithoutAnyStages() {
    List<SecretVersionsListEntry> versions = versions(true);

    assertThat(versions)
        .extracting(SecretVersionsListEntry::versionId)
        .containsExactly(first, second, third);
    assertThat(versions.get(0).hasVersionStages()).isFalse();
  }

  @Test
  void theCustomersKeyIsNamed() {
    client.updateSecret(r -> r.secretId("s").kmsKeyId("alias/mine"));

    assertThat(versions(true))
        .allSatisfy(v -> assertThat(v.kmsKeyIds()).containsExactly("alias/mine"));
  }

  @Test
  void pageByPage() {
    ListSecretVersionIdsResponse page =
        client.listSecretVersionIds(r -> r.secretId("s").includeDeprecated(true).maxResults(2));
    ListSecretVersionIdsResponse rest =
        client.listSecretVersionIds(
            r -> r.secretId("s").includeDeprecated(true).nextToken(page.nextToken()));

    assertThat(page.versions())
        .extracting(SecretVersionsListEntry::versionId)
        .containsExactly(first, second);
    assertThat(rest.versions())
        .extracting(SecretVersionsListEntry::versionId)
        .containsExactly(third);
    assertThat(rest.nextToken()).isNull();
    assertThat(page.arn()).contains(":secret:s-");
    assertThat(page.name()).isEqualTo("s");
  }

  @Test
  void aTokenIsForTheSameSecretOnly() {
    client.createSecret(r -> r.name("t").secretString("1"));
    String token = client.listSecretVersionIds(r -> r.secretId("s").maxResults(1)).nextToken();

    assertThat(refusal(() -> client.listSecretVersionIds(r -> r.secretId("t").nextToken(token))))
        .isEqualTo("InvalidNextTokenException: The NextToken value is invalid.");
  }

  @Test
  void anUnknownSecret() {
    assertThat(refusal(() -> client.listSecretVersionIds(r -> r.secretId("u"))))
        .isEqualTo("ResourceNotFoundException: Secrets Manager can't find the specified secret.");
  }

  private List<SecretVersionsListEntry> versions(boolean deprecated) {
    return client
        .listSecretVersionIds(r -> r.secretId("s").includeDeprecated(deprecated))
        .versions();
  }
}
