package dev.keyturn.rotators.iam;

import dev.keyturn.credential.AccessKeyCredential;
import dev.keyturn.secret.Deadline;
import dev.keyturn.settings.Settings;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.client.builder.SdkClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.sts.StsClient;

/**
 * Clients for as long as the function lives, made when they are first needed: IAM with the
 * function's role, and STS with whatever key a request names. Thread-safe.
 */
final class AwsClients {

  private final @Nullable URI iam;
  private final @Nullable URI sts;
  private final @Nullable Region region;
  private final AwsCredentialsProvider role;
  private @Nullable IamClient iamClient;
  private @Nullable StsClient stsClient;

  private AwsClients(
      @Nullable URI iam, @Nullable URI sts, @Nullable Region region, AwsCredentialsProvider role) {
    this.iam = iam;
    this.sts = sts;
    this.region = region;
    this.role = role;
  }

  /** Reads {@code IAM_ENDPOINT} and {@code STS_ENDPOINT}, for tests and private endpoints. */
  static AwsClients from(Settings settings) {
    return new AwsClients(
        endpoint(settings, "IAM_ENDPOINT").orElse(null),
        endpoint(settings, "STS_ENDPOINT").orElse(null),
        settings.text("AWS_REGION").map(Region::of).orElse(null),
        role(settings));
  }

  synchronized IamClient iam() {
    IamClient client = iamClient;
    if (client == null) {
      client =
          at(iam, IamClient.builder())
              .region(region)
              .httpClientBuilder(UrlConnectionHttpClient.builder())
              .credentialsProvider(role)
              .build();
      iamClient = client;
    }
    return client;
  }

  /** Every request of it names the key that it is signed with. */
  synchronized StsClient sts() {
    StsClient client = stsClient;
    if (client == null) {
      client =
          at(sts, StsClient.builder())
              .region(region)
              .httpClientBuilder(UrlConnectionHttpClient.builder())
              .credentialsProvider(AnonymousCredentialsProvider.create())
              .build();
      stsClient = client;
    }
    return client;
  }

  static AwsCredentialsProvider of(AccessKeyCredential key) {
    return StaticCredentialsProvider.create(
        AwsBasicCredentials.create(key.keyId(), key.password().reveal()));
  }

  /** How long a call may take, with its retries. */
  static Duration timeout(Deadline deadline) {
    Duration left = deadline.remaining();
    return left.isZero() ? Duration.ofMillis(1) : left;
  }

  private static <B extends SdkClientBuilder<B, ?>> B at(@Nullable URI endpoint, B builder) {
    return endpoint == null ? builder : builder.endpointOverride(endpoint);
  }

  private static Optional<URI> endpoint(Settings settings, String variable) {
    return settings
        .text(variable)
        .flatMap(
            value -> {
              try {
                URI uri = new URI(value);
                if (uri.getHost() != null && String.valueOf(uri.getScheme()).matches("https?")) {
                  return Optional.of(uri);
                }
              } catch (URISyntaxException e) {
                // told below
              }
              settings.problem(variable, "is no URL such as https://iam.amazonaws.com");
              return Optional.empty();
            });
  }

  /** From the variables where they are complete, since a test has others than the process. */
  private static AwsCredentialsProvider role(Settings settings) {
    Optional<String> id = settings.text("AWS_ACCESS_KEY_ID");
    Optional<String> secret = settings.text("AWS_SECRET_ACCESS_KEY");
    boolean temporary = settings.text("AWS_SESSION_TOKEN").isPresent();
    return id.isPresent() && secret.isPresent() && !temporary
        ? StaticCredentialsProvider.create(AwsBasicCredentials.create(id.get(), secret.get()))
        : DefaultCredentialsProvider.builder().build();
  }
}
