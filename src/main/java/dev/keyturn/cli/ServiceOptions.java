package dev.keyturn.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.regions.providers.AwsProfileRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProvider;
import software.amazon.awssdk.regions.providers.AwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.DefaultAwsRegionProviderChain;
import software.amazon.awssdk.regions.providers.SystemSettingsRegionProvider;
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
    if (endpoint != null) {
      return checked(endpoint.toString(), "--endpoint");
    }
    String variable = System.getenv(VARIABLE);
    return variable == null || variable.isEmpty() ? null : checked(variable, VARIABLE);
  }

  private static URI checked(String text, String where) {
    try {
      URI uri = new URI(text);
      if (uri.getHost() != null && List.of("http", "https").contains(uri.getScheme())) {
        return uri;
      }
    } catch (URISyntaxException e) {
      // told below
    }
    throw new UsageException(
        "%s is '%s', which is no address; it looks like http://127.0.0.1:4599"
            .formatted(where, text));
  }

  boolean aws() {
    return endpoint() == null;
  }

  Region region() {
    if (region != null) {
      return Region.of(region.toLowerCase(Locale.ROOT));
    }
    try {
      return aws()
          ? DefaultAwsRegionProviderChain.builder().build().getRegion()
          : configuredHere().getRegion();
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

  /** Without the metadata service of EC2, whose absence takes seconds to notice. */
  private static AwsRegionProvider configuredHere() {
    return new AwsRegionProviderChain(
        new SystemSettingsRegionProvider(), new AwsProfileRegionProvider());
  }

  /** A local service lets any key in, so that nobody needs to configure one for it. */
  private AwsCredentialsProvider credentials() {
    if (aws()) {
      return DefaultCredentialsProvider.builder().build();
    }
    return AwsCredentialsProviderChain.of(
        SystemPropertyCredentialsProvider.create(),
        EnvironmentVariableCredentialsProvider.create(),
        ProfileCredentialsProvider.create(),
        StaticCredentialsProvider.create(AwsBasicCredentials.create("local", "local")));
  }
}
