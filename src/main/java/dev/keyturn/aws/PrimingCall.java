package dev.keyturn.aws;

import dev.keyturn.secret.Deadline;
import java.time.Duration;
import java.time.InstantSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretRequest;

/**
 * Requests without credentials, which need no permission and are refused. Client, TLS and parsers
 * are ready then.
 */
final class PrimingCall {

  private final SecretsManagerClient client;

  PrimingCall(SecretsManagerClient client) {
    this.client = client;
  }

  void send(int requests, boolean keepConnection, Duration limit) {
    Deadline deadline = Deadline.after(InstantSource.system(), limit);
    for (int i = 0; i < requests && !deadline.expired(); i++) {
      try {
        client.describeSecret(request(keepConnection, deadline.remaining()));
      } catch (RuntimeException e) {
        // Refused, as it should be, or not heard; a step says it better.
      }
    }
  }

  private static DescribeSecretRequest request(boolean keepConnection, Duration limit) {
    return DescribeSecretRequest.builder()
        .secretId("priming")
        .overrideConfiguration(override -> configure(override, keepConnection, limit))
        .build();
  }

  private static void configure(
      AwsRequestOverrideConfiguration.Builder override, boolean keepConnection, Duration limit) {
    override.credentialsProvider(AnonymousCredentialsProvider.create()).apiCallTimeout(limit);
    if (!keepConnection) {
      override.putHeader("Connection", "close");
    }
  }
}
