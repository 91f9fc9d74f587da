package dev.keyturn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.Filter;
import software.amazon.awssdk.services.secretsmanager.model.FilterNameStringType;
import software.amazon.awssdk.services.secretsmanager.model.InvalidParameterException;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ListSecretsResponse;
import software.amazon.awssdk.services.secretsmanager.model.ReplicaRegionType;
import software.amazon.awssdk.services.secretsmanager.model.ResourceExistsException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;
import software.amazon.awssdk.services.secretsmanager.model.StatusType;
import software.amazon.awssdk.services.secretsmanager.model.Tag;

/**
 * The life of a secret as the SDK for Java has it, at a service that is a process; the other
 * clients have theirs in {@code .ci/clients.sh}.
 */
@Timeout(90)
class JavaClientTest {

  private static final String ARN = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:";
  private static final String FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:Door";
  private static final String HANDLER = "dev.keyturn.local.FileDoorRotator";
  private static final String POLICY =
      """
      {"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*",
       "Action":"secretsmanager:DeleteSecret","Resource":"*"}]}""";

  @TempDir Path directory;
  private Path lock;
  private Serving serving;
  private SecretsManagerClient client;

  @BeforeEach
  void start() throws IOException {
    lock = Files.writeString(directory.resolve("lock"), "first-password");
    serving = Serving.start(directory, "--function", "Door=process:" + HANDLER);
    client = in(Region.EU_WEST_1);
  }

  @AfterEach
  void stop() {
    client.close();
    serving.close();
  }

  @Test
  void theLifeOfASecret() throws Exception {
    creates();
    rotates();
    isListed();
    isLabelled();
    isReplicated();
    isDeletedAndRestored();
  }

  private void creates() {
    String secret =
        """
        {"engine":"door","host":"here","username":"me","password":"first-password","dbname":"%s"}"""
            .formatted(lock);
    Tag team = Tag.builder().key("team").value("a").build();

    String arn = client.createSecret(r -> r.name("door").secretString(secret).tags(team)).arn();

    assertThat(arn).startsWith(ARN + "door-");
    assertThatExceptionOfType(ResourceExistsException.class)
        .isThrownBy(() -> client.createSecret(r -> r.name("door")))
        .satisfies(
            e ->
                assertThat(e.awsErrorDetails().errorMessage())
                    .isEqualTo("The operation failed because the secret door already exists."));
  }

  private void rotates() throws Exception {
    String version =
        client
            .rotateSecret(
                r ->
                    r.secretId("door")
                        .rotationLambdaARN(FUNCTION)
                        .rotationRules(rules -> rules.automaticallyAfterDays(30L)))
            .versionId();
    Instant first = rotatedAfter(Instant.EPOCH);
    String second = password(client, "AWSCURRENT");
    DescribeSecretResponse described = client.describeSecret(r -> r.secretId("door"));

    assertThat(described.versionIdsToStages().get(version)).contains("AWSCURRENT");
    assertThat(described.nextRotationDate()).isAfter(first);
    assertThat(second).isNotEqualTo("first-password").isEqualTo(Files.readString(lock));

    client.rotateSecret(r -> r.secretId("door"));
    rotatedAfter(first);

    assertThat(password(client, "AWSCURRENT"))
        .isNotEqualTo(second)
        .isEqualTo(Files.readString(lock));
    assertThat(password(client, "AWSPREVIOUS")).isEqualTo(second);
    assertThat(
            client.listSecretVersionIds(r -> r.secretId("door").includeDeprecated(true)).versions())
        .hasSize(3);
  }

  private void isListed() {
    List<String> names = List.of("page-0", "page-1", "page-2");
    for (String name : names) {
      client.createSecret(r -> r.name(name).secretBinary(SdkBytes.fromUtf8String(name)));
    }

    List<List<String>> pages =
        client
            .listSecretsPaginator(
                r -> r.maxResults(2).filters(filter(FilterNameStringType.NAME, "page")))
            .stream()
            .map(JavaClientTest::names)
            .toList();
    BatchGetSecretValueResponse batch =
        client.batchGetSecretValue(r -> r.secretIdList("page-1", "nothing"));

    assertThat(pages).containsExactly(List.of("page-0", "page-1"), List.of("page-2"));
    assertThat(
            names(client.listSecrets(r -> r.filters(filter(FilterNameStringType.TAG_KEY, "team")))))
        .containsExactly("door");
    assertThat(batch.secretValues())
        .singleElement()
        .satisfies(value -> assertThat(value.secretBinary().asUtf8String()).isEqualTo("page-1"));
    assertThat(batch.errors())
        .singleElement()
        .satisfies(error -> assertThat(error.secretId()).isEqualTo("nothing"))
        .satisfies(error -> assertThat(error.errorCode()).isEqualTo("ResourceNotFoundException"));
  }

  private void isLabelled() {
    Tag stage = Tag.builder().key("stage").value("test").build();
    client.tagResource(r -> r.secretId("door").tags(stage));
    client.untagResource(r -> r.secretId("door").tagKeys("team"));
    client.putResourcePolicy(
        r -> r.secretId("door").resourcePolicy(POLICY).blockPublicPolicy(true));

    assertThat(client.describeSecret(r -> r.secretId("door")).tags()).containsExactly(stage);
    assertThat(client.getResourcePolicy(r -> r.secretId("door")).resourcePolicy())
        .isEqualTo(POLICY);
    client.deleteResourcePolicy(r -> r.secretId("door"));
    assertThat(client.getResourcePolicy(r -> r.secretId("door")).resourcePolicy()).isNull();
    assertThat(
            client
                .getRandomPassword(r -> r.passwordLength(40L).excludePunctuation(true))
                .randomPassword())
        .matches("[A-Za-z0-9]{40}");
  }

  private void isReplicated() throws IOException {
    ReplicaRegionType there = ReplicaRegionType.builder().region("us-west-2").build();
    client.replicateSecretToRegions(r -> r.secretId("door").addReplicaRegions(there));

    try (SecretsManagerClient away = in(Region.US_WEST_2)) {
      assertThat(client.describeSecret(r -> r.secretId("door")).replicationStatus())
          .singleElement()
          .satisfies(replica -> assertThat(replica.status()).isEqualTo(StatusType.IN_SYNC));
      assertThat(password(away, "AWSCURRENT")).isEqualTo(password(client, "AWSCURRENT"));
      assertThatExceptionOfType(InvalidParameterException.class)
          .isThrownBy(() -> away.putSecretValue(r -> r.secretId("door").secretString("x")))
          .satisfies(
              e ->
                  assertThat(e.awsErrorDetails().errorMessage())
                      .isEqualTo(
                          "Operation not permitted on a replica secret. Call must be made in primary"
                              + " secret's region."));
      client.removeRegionsFromReplication(
          r -> r.secretId("door").removeReplicaRegions("us-west-2"));
      assertThatExceptionOfType(ResourceNotFoundException.class)
          .isThrownBy(() -> away.describeSecret(r -> r.secretId("door")));
    }
  }

  private void isDeletedAndRestored() throws IOException {
    Instant gone =
        client.deleteSecret(r -> r.secretId("door").recoveryWindowInDays(7L)).deletionDate();

    assertThat(Duration.between(Instant.now(), gone)).isBetween(days(6.9), days(7));
    assertThatExceptionOfType(InvalidRequestException.class)
        .isThrownBy(() -> password(client, "AWSCURRENT"))
        .satisfies(
            e ->
                assertThat(e.awsErrorDetails().errorMessage())
                    .isEqualTo(
                        "You can't perform this operation on the secret because it was marked for"
                            + " deletion."));
    client.restoreSecret(r -> r.secretId("door"));
    assertThat(password(client, "AWSCURRENT")).isEqualTo(Files.readString(lock));
    client.deleteSecret(r -> r.secretId("door").forceDeleteWithoutRecovery(true));
    assertThatExceptionOfType(ResourceNotFoundException.class)
        .isThrownBy(() -> password(client, "AWSCURRENT"));
  }

  private static Duration days(double days) {
    return Duration.ofSeconds((long) (days * 86_400));
  }

  private static Filter filter(FilterNameStringType key, String value) {
    return Filter.builder().key(key).values(value).build();
  }

  private static List<String> names(ListSecretsResponse page) {
    return page.secretList().stream().map(SecretListEntry::name).toList();
  }

  private static String password(SecretsManagerClient from, String stage) throws IOException {
    String secret = from.getSecretValue(r -> r.secretId("door").versionStage(stage)).secretString();
    Map<String, Object> members = JSON.std.mapFrom(secret);
    return (String) members.get("password");
  }

  private Instant rotatedAfter(Instant before) throws InterruptedException {
    Instant deadline = Instant.now().plusSeconds(30);
    while (true) {
      Instant last = client.describeSecret(r -> r.secretId("door")).lastRotatedDate();
      if (last != null && last.isAfter(before)) {
        return last;
      }
      assertThat(Instant.now()).as("LastRotatedDate is still %s", last).isBefore(deadline);
      Thread.sleep(50);
    }
  }

  private SecretsManagerClient in(Region region) {
    return SecretsManagerClient.builder()
        .endpointOverride(serving.endpoint())
        .region(region)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "key")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }
}
