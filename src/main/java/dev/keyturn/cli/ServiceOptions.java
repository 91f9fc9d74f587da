package dev.keyturn.cli;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;

/** Which Secrets Manager a command talks to. */
final class ServiceOptions {

  private static final String VARIABLE = "AWS_ENDPOINT_URL_SECRETS_MANAGER";

  @Option(
      names = "--endpoint",
      paramLabel = "URL",
      description =
          "Secrets Manager's address; by default " + VARIABLE + ", else AWS's own endpoint.")
  private @Nullable URI endpoint;

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "Region; by default the one of the AWS configuration.")
  private @Nullable String region;

  /** The endpoint that was asked for, or null for AWS's own. */
  @Nullable URI endpoint() {
    String variable = System.getenv(VARIABLE);
    if (endpoint != null || variable == null || variable.isEmpty()) {
      return endpoint;
    }
    return URI.create(variable);
  }

  boolean aws() {
    return endpoint() == null;
  }

  Region region() {
    if (region != null) {
      return Region.of(region.toLowerCase(Locale.ROOT));
    }
    try {
      return DefaultAwsRegionProviderChain.builder().build().getRegion();
    } catch (SdkClientException e) {
      if (aws()) {
        throw new UsageException("no region is configured. Set --region or AWS_REGION.", e);
      }
      return Region.US_EAST_1;
    }
  }

  SecretsManagerClient client() {
    SecretsManagerClientBuilder builder =
        SecretsManagerClient.builder()
            .region(region())
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .credentialsProvider(credentials());
    if (endpoint() != null) {
      builder.endpointOverride(endpoint());
    }
    return builder.build();
  }

  /** A local service lets any key in, so that nobody needs to configure one for it. */
  private AwsCredentialsProvider credentials() {
    AwsCredentialsProvider configured = DefaultCredentialsProvider.builder().build();
    if (aws()) {
      return configured;
    }
    try {
      configured.resolveCredentials();
      return configured;
    } catch (SdkClientException e) {
      return StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local"));
    }
  }
}
