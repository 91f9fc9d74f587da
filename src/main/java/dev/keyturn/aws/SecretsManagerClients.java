package dev.keyturn.aws;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;

/**
 * Builds the client as the SDK's standard settings say, or {@code SECRETS_MANAGER_ENDPOINT}, which
 * AWS's own rotation functions read.
 */
final class SecretsManagerClients {

  private static final String STANDARD = "AWS_ENDPOINT_URL_SECRETS_MANAGER";
  private static final String ENDPOINT = "SECRETS_MANAGER_ENDPOINT";

  private SecretsManagerClients() {}

  static SecretsManagerClient fromEnvironment(Map<String, String> variables) {
    SecretsManagerClientBuilder builder =
        SecretsManagerClient.builder()
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .credentialsProvider(credentials(variables));
    endpoint(variables).ifPresent(builder::endpointOverride);
    return builder.build();
  }

  /**
   * Reads the endpoint that a template can name unconditionally: here an empty one counts as unset,
   * where the SDK refuses an empty standard variable.
   */
  static Optional<URI> endpoint(Map<String, String> variables) {
    String value = variables.getOrDefault(ENDPOINT, "");
    if (value.isEmpty() || !variables.getOrDefault(STANDARD, "").isEmpty()) {
      return Optional.empty();
    }
    try {
      URI uri = new URI(value);
      if (uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return Optional.of(uri);
      }
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(noUrl(value), e);
    }
    throw new IllegalArgumentException(noUrl(value));
  }

  private static String noUrl(String value) {
    return ENDPOINT
        + " is '"
        + value
        + "', which is no URL. Correct it in the function's configuration, to a URL such as"
        + " https://secretsmanager.us-east-1.amazonaws.com, or leave it empty for AWS's own.";
  }

  /**
   * {@code sam local} sets the session token to the empty text, which the SDK would send; Secrets
   * Manager then refuses the request.
   */
  private static AwsCredentialsProvider credentials(Map<String, String> variables) {
    String key = variables.getOrDefault("AWS_ACCESS_KEY_ID", "");
    String secret = variables.getOrDefault("AWS_SECRET_ACCESS_KEY", "");
    if ("".equals(variables.get("AWS_SESSION_TOKEN")) && !key.isEmpty() && !secret.isEmpty()) {
      return StaticCredentialsProvider.create(AwsBasicCredentials.create(key, secret));
    }
    return DefaultCredentialsProvider.builder().build();
  }
}
