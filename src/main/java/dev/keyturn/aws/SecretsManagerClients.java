package dev.keyturn.aws;

import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Builds the client as the SDK's standard settings say. */
final class SecretsManagerClients {

  private SecretsManagerClients() {}

  static SecretsManagerClient fromEnvironment(Map<String, String> variables) {
    return SecretsManagerClient.builder()
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .credentialsProvider(credentials(variables))
        .build();
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
