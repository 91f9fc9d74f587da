package dev.keyturn.localstack;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.localstack.LocalStackContainer;
import org.testcontainers.utility.DockerImageName;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * LocalStack with functions that reach this machine: the one that {@code LOCALSTACK_ENDPOINT}
 * names, else one in a container.
 */
final class LocalStack implements AutoCloseable {

  /** The last one that needs no token. */
  private static final String IMAGE =
      System.getProperty("keyturn.localstack.image", "localstack/localstack:4.14.0");

  /** What a function calls this machine; Docker Desktop knows the name by itself. */
  static final String HOST = System.getProperty("keyturn.localstack.host", "host.docker.internal");

  private final URI endpoint;
  private final Runnable stop;
  private final SecretsManagerClient secrets;
  private final LambdaClient lambda;

  private LocalStack(URI endpoint, Runnable stop) {
    this.endpoint = endpoint;
    this.stop = stop;
    this.secrets = connected(SecretsManagerClient.builder()).build();
    this.lambda = connected(LambdaClient.builder()).build();
  }

  static LocalStack start() {
    String endpoint = System.getenv("LOCALSTACK_ENDPOINT");
    if (endpoint != null && !endpoint.isEmpty()) {
      return running(URI.create(endpoint));
    }
    if (!DockerClientFactory.instance().isDockerAvailable()) {
      throw unusable(
          "there is neither a Docker engine nor LOCALSTACK_ENDPOINT. Start Docker, or set"
              + " LOCALSTACK_ENDPOINT to the address of a LocalStack that runs.");
    }
    return contained();
  }

  private static LocalStack running(URI endpoint) {
    HttpRequest question =
        HttpRequest.newBuilder(endpoint.resolve("/_localstack/health"))
            .timeout(Duration.ofSeconds(10))
            .build();
    try {
      if (HttpClient.newHttpClient().send(question, BodyHandlers.discarding()).statusCode()
          == 200) {
        return new LocalStack(endpoint, () -> {});
      }
    } catch (IOException e) {
      // Told below.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw unusable(
        ("no LocalStack answers at LOCALSTACK_ENDPOINT, which is %s. Start it there, or unset the"
                + " variable to have one started in Docker.")
            .formatted(endpoint));
  }

  /** The container of a function of the public image gets the name by LocalStack's own setting. */
  private static LocalStack contained() {
    LocalStackContainer container =
        new LocalStackContainer(
                DockerImageName.parse(IMAGE).asCompatibleSubstituteFor("localstack/localstack"))
            .withServices("secretsmanager", "lambda")
            .withExtraHost(HOST, "host-gateway")
            .withEnv("LAMBDA_DOCKER_FLAGS", "--add-host " + HOST + ":host-gateway");
    String token = System.getenv("LOCALSTACK_AUTH_TOKEN");
    if (token != null) {
      container.withEnv("LOCALSTACK_AUTH_TOKEN", token);
    }
    container.start();
    return new LocalStack(container.getEndpoint(), container::stop);
  }

  /** One line, without the trace that nobody needs. */
  private static IllegalStateException unusable(String message) {
    IllegalStateException failure = new IllegalStateException(message);
    failure.setStackTrace(new StackTraceElement[0]);
    return failure;
  }

  private <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B connected(
      B builder) {
    return builder
        .endpointOverride(endpoint)
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("test", "test")))
        .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofMinutes(2)));
  }

  SecretsManagerClient secrets() {
    return secrets;
  }

  LambdaClient lambda() {
    return lambda;
  }

  @Override
  public void close() {
    secrets.close();
    lambda.close();
    stop.run();
  }
}
