package dev.keyturn.aws;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** What is sent before there is anything to ask. */
class PrimingCallTest {

  private static final Duration LIMIT = Duration.ofMillis(700);
  private static final String REFUSAL =
      """
      {"__type":"MissingAuthenticationTokenException","message":"Missing Authentication Token"}""";

  @Test
  void hasNoCredentials() throws IOException {
    try (FaultyService service = FaultyService.answering(400, REFUSAL)) {
      store(service).prime(1, true, LIMIT);

      assertThat(service.requests())
          .singleElement()
          .satisfies(
              request -> {
                assertThat(request.headers()).doesNotContainKeys("Authorization");
                assertThat(request.headers().get("X-Amz-Target"))
                    .containsExactly("secretsmanager.DescribeSecret");
                assertThat(request.headers().get("Connection")).doesNotContain("close");
              });
    }
  }

  @Test
  void leavesNoConnectionInASnapshot() throws IOException {
    try (FaultyService service = FaultyService.answering(400, REFUSAL)) {
      store(service).prime(2, false, LIMIT);

      assertThat(service.requests())
          .hasSize(2)
          .allSatisfy(
              request -> assertThat(request.headers().get("Connection")).containsExactly("close"));
    }
  }

  @Test
  @Timeout(10)
  void endsInTimeWhereNobodyAnswers() throws IOException {
    try (FaultyService service = FaultyService.hanging()) {
      store(service).prime(20, true, LIMIT);

      assertThat(service.requests()).hasSize(1);
    }
  }

  private static AwsSecretStore store(FaultyService service) {
    return new AwsSecretStore(
        SecretsManagerClient.builder()
            .endpointOverride(service.endpoint())
            .region(Region.US_EAST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("id", "key")))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build());
  }
}
