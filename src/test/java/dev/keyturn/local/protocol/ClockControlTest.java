package dev.keyturn.local.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.local.EmbeddedSecretsManager;
import dev.keyturn.local.EmbeddedSecretsManagerBuilder;
import dev.keyturn.local.events.ServiceEvent;
import dev.keyturn.local.functions.FunctionTarget;
import dev.keyturn.local.schedule.StartMoments;
import dev.keyturn.local.time.VirtualClock;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The clock over HTTP, and what a client sees of the time that passes. */
@Timeout(30)
class ClockControlTest {

  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<ServiceEvent> events = new CopyOnWriteArrayList<>();

  @TempDir Path directory;

  @Test
  void aMonthPassesAndSeededSecretsRotate() throws Exception {
    Path lock = Files.writeString(directory.resolve("lock"), "first-password");
    Path seed =
        Files.writeString(
            directory.resolve("seed.json"),
            """
            {"secrets":[{"region":"eu-west-1","name":"door",
              "versions":[{"id":"00000000-0000-4000-8000-000000000001","stages":["AWSCURRENT"],
                "value":{"engine":"door","host":"here","username":"me",
                         "password":"first-password","dbname":"%s"}}],
              "rotation":{"functionArn":"arn:aws:lambda:eu-west-1:123456789012:function:Door",
                "rules":{"ScheduleExpression":"rate(10 days)","Duration":"2h"}}}]}"""
                .formatted(lock));
    try (EmbeddedSecretsManager service =
            builder()
                .function("Door", FunctionTarget.parse("class:dev.keyturn.local.FileDoorRotator"))
                .seed(seed)
                .start();
        SecretsManagerClient client = client(service)) {
      assertThat(client.describeSecret(r -> r.secretId("door")).nextRotationDate())
          .isEqualTo("2026-03-11T01:59:59Z");

      HttpResponse<String> answer = post(service, "{\"advance\":\"P31D\"}");

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).isEqualTo("{\"time\":\"2026-04-01T10:00:00Z\"}");
      assertThat(events)
          .filteredOn(ServiceEvent.Rotation.class::isInstance)
          .extracting(event -> event.time() + " " + ((ServiceEvent.Rotation) event).state())
          .containsExactly(
              "2026-03-11T00:00:00Z RotationStarted",
              "2026-03-11T00:00:00Z RotationSucceeded",
              "2026-03-21T00:00:00Z RotationStarted",
              "2026-03-21T00:00:00Z RotationSucceeded",
              "2026-03-31T00:00:00Z RotationStarted",
              "2026-03-31T00:00:00Z RotationSucceeded");
      assertThat(client.describeSecret(r -> r.secretId("door")).lastRotatedDate())
          .isEqualTo("2026-03-31T00:00:00Z");
      assertThat(client.getSecretValue(r -> r.secretId("door")).secretString())
          .contains(Files.readString(lock))
          .doesNotContain("first-password");
    }
  }

  @Test
  void theSameConnectionGoesOn() throws Exception {
    try (EmbeddedSecretsManager service = builder().start()) {
      assertThat(post(service, "{\"advance\":\"PT1H\"}").body())
          .isEqualTo("{\"time\":\"2026-03-01T11:00:00Z\"}");
      assertThat(post(service, "{\"advance\":\"PT0S\"}").body())
          .isEqualTo("{\"time\":\"2026-03-01T11:00:00Z\"}");
      service.clock().advance(Duration.ofHours(1));
      assertThat(post(service, "{\"advance\":\"PT30M\"}").body())
          .isEqualTo("{\"time\":\"2026-03-01T12:30:00Z\"}");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{}",
        "{\"advance\":3600}",
        "{\"advance\":\"1h\"}",
        "{\"advance\":\"-PT1H\"}",
        "{\"advance\""
      })
  void refusesWhatIsNoDuration(String body) throws Exception {
    try (EmbeddedSecretsManager service = builder().start()) {
      HttpResponse<String> answer = post(service, body);

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body())
          .isEqualTo(
              "{\"message\":\"The body must be {\\\"advance\\\":\\\"PT1H\\\"}, with an ISO 8601"
                  + " duration that is not negative.\"}");
      assertThat(service.clock().instant()).isEqualTo(START);
    }
  }

  @Test
  void noClockGoesBeyondTheEndOfTime() throws Exception {
    try (EmbeddedSecretsManager service = builder().start()) {
      HttpResponse<String> answer = post(service, "{\"advance\":\"P999999999999D\"}");

      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).isEqualTo("{\"message\":\"No clock goes as far as that.\"}");
    }
  }

  @Test
  void theSystemsClockIsNotAdvanced() throws Exception {
    try (EmbeddedSecretsManager service = EmbeddedSecretsManager.builder().start()) {
      HttpResponse<String> answer = post(service, "{\"advance\":\"PT1H\"}");

      assertThat(answer.statusCode()).isEqualTo(409);
      assertThat(answer.body())
          .isEqualTo(
              "{\"message\":\"The clock is the system's. Serve with --clock virtual to advance"
                  + " it.\"}");
      assertThatThrownBy(service::clock)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage(
              "this service follows the system's clock; start it with a VirtualClock to advance"
                  + " it");
    }
  }

  private EmbeddedSecretsManagerBuilder builder() {
    return EmbeddedSecretsManager.builder()
        .clock(new VirtualClock(START))
        .startMoments(new StartMoments(() -> 0L, 1))
        .observer(events::add);
  }

  private static SecretsManagerClient client(EmbeddedSecretsManager service) {
    return SecretsManagerClient.builder()
        .endpointOverride(service.endpoint())
        .region(Region.EU_WEST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "key")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  private HttpResponse<String> post(EmbeddedSecretsManager service, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(service.endpoint().resolve("/_keyturn/clock"))
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }
}
