package dev.keyturn.aws;

import dev.keyturn.secret.Deadline;
import java.time.Duration;
import java.time.InstantSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretRequest;

/**
 * A request without credentials, which needs no permission and is refused. Client, TLS and parsers
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
      send(keepConnection, deadline.remaining());
    }
  }

  private void send(boolean keepConnection, Duration limit) {
    DescribeSecretRequest request =
        DescribeSecretRequest.builder()
            .secretId("priming")
            .overrideConfiguration(override -> configure(override, keepConnection, limit))
            .build();
    try {
      client.describeSecret(request);
    } catch (RuntimeException e) {
      // Refused, as it should be, or not heard; a step says it better.
    }
  }

  private static void configure(
      AwsRequestOverrideConfiguration.Builder override, boolean keepConnection, Duration limit) {
    override.credentialsProvider(AnonymousCredentialsProvider.create()).apiCallTimeout(limit);
    if (!keepConnection) {
      override.putHeader("Connection", "close");
    }
  }
}
