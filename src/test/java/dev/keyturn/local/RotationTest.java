package dev.keyturn.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.local.events.RotationEventName;
import dev.keyturn.local.events.ServiceEvent;
import dev.keyturn.local.functions.FunctionTarget;
import dev.keyturn.local.rotation.RetryPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

/** Rotations as the service does them, over HTTP, with real functions. */
class RotationTest {

  private static final String ARN = "arn:aws:lambda:eu-west-1:123456789012:function:Door";
  private static final String HANDLER = "dev.keyturn.local.FileDoorRotator";

  @TempDir Path directory;
  private final List<ServiceEvent> events = new CopyOnWriteArrayList<>();
  private EmbeddedSecretsManager service;
  private SecretsManagerClient client;
  private Path lock;

  @BeforeEach
  void lockTheDoor() throws IOException {
    lock = Files.writeString(directory.resolve("lock"), "first-password");
  }

  @AfterEach
  void stop() {
    client.close();
    service.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"class:" + HANDLER, "process:" + HANDLER + "::handleRequest"})
  void rotates(String target) throws IOException {
    start(target);

    String version =
        client.rotateSecret(r -> r.secretId("door").rotationLambdaARN(ARN)).versionId();

    awaitState(RotationEventName.ROTATION_SUCCEEDED);
    DescribeSecretResponse after = client.describeSecret(r -> r.secretId("door"));
    assertThat(after.versionIdsToStages().get(version))
        .containsExactlyInAnyOrder("AWSCURRENT", "AWSPENDING");
    assertThat(after.lastRotatedDate()).isNotNull();
    assertThat(after.rotationEnabled()).isTrue();
    assertThat(client.getSecretValue(r -> r.secretId("door")).secretString())
        .contains(Files.readString(lock))
        .doesNotContain("first-password");
  }

  @Test
  void aProcessThatDiesIsRetriedFromTheFirstStep() throws IOException {
    start("process:" + HANDLER);
    Files.createFile(directory.resolve("die"));

    String version =
        client.rotateSecret(r -> r.secretId("door").rotationLambdaARN(ARN)).versionId();

    awaitState(RotationEventName.ROTATION_SUCCEEDED);
    assertThat(steps())
        .containsExactly(
            "1 createSecret",
            "1 setSecret: the function's process ended with exit code 137",
            "2 createSecret",
            "2 setSecret",
            "2 testSecret",
            "2 finishSecret");
    assertThat(client.describeSecret(r -> r.secretId("door")).versionIdsToStages().get(version))
        .contains("AWSCURRENT");
  }

  @Test
  void aStuckRotationIsReattemptedWithItsOwnVersion() throws IOException {
    start("class:" + HANDLER);
    Files.writeString(lock, "changed by hand");
    String stuck = client.rotateSecret(r -> r.secretId("door").rotationLambdaARN(ARN)).versionId();
    awaitState(RotationEventName.ROTATION_FAILED);
    assertThat(client.describeSecret(r -> r.secretId("door")).lastRotatedDate()).isNull();

    Files.writeString(lock, "first-password");
    assertThatThrownBy(() -> client.rotateSecret(r -> r.secretId("door")))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining(
            "A previous rotation isn't complete. That rotation will be reattempted.");

    awaitState(RotationEventName.ROTATION_SUCCEEDED);
    assertThat(client.describeSecret(r -> r.secretId("door")).versionIdsToStages().get(stuck))
        .contains("AWSCURRENT");
    assertThat(client.rotateSecret(r -> r.secretId("door")).versionId()).isNotEqualTo(stuck);
  }

  @Test
  void rotateImmediatelyFalseTestsOnATemporaryVersion() throws IOException {
    start("class:" + HANDLER);
    Map<String, List<String>> before =
        client.describeSecret(r -> r.secretId("door")).versionIdsToStages();

    client.rotateSecret(
        r ->
            r.secretId("door")
                .rotationLambdaARN(ARN)
                .rotateImmediately(false)
                .rotationRules(rules -> rules.automaticallyAfterDays(30L)));

    awaitState(RotationEventName.TEST_ROTATION_SUCCEEDED);
    DescribeSecretResponse after = client.describeSecret(r -> r.secretId("door"));
    assertThat(after.versionIdsToStages()).isEqualTo(before);
    assertThat(after.rotationRules().automaticallyAfterDays()).isEqualTo(30);
    assertThat(after.lastRotatedDate()).isNull();
    assertThat(steps()).containsExactly("1 testSecret");
    assertThat(Files.readString(lock)).isEqualTo("first-password");
  }

  @Test
  void anUnknownFunctionStoresNothing() throws IOException {
    start("class:" + HANDLER);

    assertThatThrownBy(
            () ->
                client.rotateSecret(
                    r -> r.secretId("door").rotationLambdaARN(ARN.replace("Door", "Nobody"))))
        .isInstanceOf(SecretsManagerException.class)
        .hasMessageContaining(
            "Secrets Manager cannot invoke the specified Lambda function. Ensure that the function"
                + " policy grants access to the principal secretsmanager.amazonaws.com.");

    DescribeSecretResponse after = client.describeSecret(r -> r.secretId("door"));
    assertThat(after.rotationEnabled()).isNull();
    assertThat(after.rotationLambdaARN()).isNull();
    assertThat(after.versionIdsToStages()).hasSize(1);
  }

  @Test
  void thePendingVersionHasNoValueBeforeCreateSecret() throws IOException {
    start("class:" + HANDLER);
    client.putSecretValue(r -> r.secretId("door").secretString("not JSON"));

    String version =
        client.rotateSecret(r -> r.secretId("door").rotationLambdaARN(ARN)).versionId();

    awaitState(RotationEventName.ROTATION_FAILED);
    assertThat(client.describeSecret(r -> r.secretId("door")).versionIdsToStages().get(version))
        .containsExactly("AWSPENDING");
    assertThatThrownBy(
            () -> client.getSecretValue(r -> r.secretId("door").versionStage("AWSPENDING")))
        .isInstanceOf(ResourceNotFoundException.class)
        .hasMessageContaining(
            "Secrets Manager can't find the specified secret value for staging label: AWSPENDING");
  }

  private void start(String target) throws IOException {
    service =
        EmbeddedSecretsManager.builder()
            .function("Door", FunctionTarget.parse(target))
            .retries(new RetryPolicy(2, Duration.ofMillis(50)))
            .observer(events::add)
            .start();
    client =
        SecretsManagerClient.builder()
            .endpointOverride(service.endpoint())
            .region(Region.EU_WEST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "key")))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
    client.createSecret(
        r ->
            r.name("door")
                .secretString(
                    """
                    {"engine":"door","host":"here","username":"me","password":"first-password",
                     "dbname":"%s"}"""
                        .formatted(lock)));
  }

  private List<String> steps() {
    return events.stream()
        .filter(ServiceEvent.StepEnded.class::isInstance)
        .map(ServiceEvent.StepEnded.class::cast)
        .map(
            step ->
                step.attempt()
                    + " "
                    + step.step()
                    + (step.error() == null ? "" : ": " + step.error()))
        .toList();
  }

  private void awaitState(RotationEventName state) {
    Instant end = Instant.now().plusSeconds(20);
    while (events.stream()
        .noneMatch(e -> e instanceof ServiceEvent.Rotation r && r.state() == state)) {
      assertThat(Instant.now()).as("still waiting for %s in %s", state, events).isBefore(end);
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
