package dev.keyturn.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.cli.iam.LocalMoto;
import dev.keyturn.cli.iam.LocalMoto.UserKey;
import dev.keyturn.secret.Deadline;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretStore;
import dev.keyturn.secret.SecretStoreException;
import dev.keyturn.secret.SecretText;
import dev.keyturn.secret.VersionId;
import dev.keyturn.testkit.SecretStoreContract;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.iam.IamClient;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** What a rotation may rely on, of moto's Secrets Manager. */
@Tag("moto")
class MotoStoreTest extends SecretStoreContract {

  /** Where {@code .ci/run} installs moto. */
  private static final Path SERVER =
      Path.of(
          System.getenv().getOrDefault("KEYTURN_CI_MOTO", "/opt/keyturn-ci/moto"),
          "bin",
          "moto_server");

  private static LocalMoto moto;
  private static SecretsManagerClient secrets;
  private static String function;

  @BeforeAll
  static void start() throws IOException, InterruptedException {
    assertThat(SERVER).as("moto_server, which .ci/run installs").isExecutable();
    moto = LocalMoto.start(SERVER, Integer.MAX_VALUE);
    secrets = connected(SecretsManagerClient.builder()).build();
    withoutContainers();
    function = functionThatDoesNothing();
  }

  @AfterAll
  static void stop() {
    if (secrets != null) {
      secrets.close();
    }
    if (moto != null) {
      moto.close();
    }
  }

  @Override
  protected SecretStore store() {
    return new AwsSecretStore(secrets);
  }

  @Override
  protected SecretId create() {
    return new SecretId(secrets.createSecret(r -> r.name("store-" + UUID.randomUUID())).arn());
  }

  @Override
  protected VersionId startRotation(SecretId secret) {
    String version = UUID.randomUUID().toString();
    secrets.rotateSecret(
        r ->
            r.secretId(secret.value())
                .clientRequestToken(version)
                .rotationLambdaARN(function)
                .rotationRules(rules -> rules.automaticallyAfterDays(30L)));
    return new VersionId(version);
  }

  /** Moto answers that it failed itself, where AWS says that there is no such secret. */
  @Test
  @Override
  protected void tellsThatThereAreNoVersionsOfASecretThatDoesNotExist() {
    SecretId nobody = new SecretId("nobody-" + UUID.randomUUID());

    assertThatThrownBy(() -> store().deprecated(nobody, time()))
        .isInstanceOfSatisfying(
            SecretStoreException.class,
            e -> assertThat(e.kind()).isEqualTo(SecretStoreException.Kind.UNAVAILABLE))
        .hasMessage("HTTP status 500 without an error code");
  }

  /**
   * Moto dates every version by the moment at which it is asked. So none is newer than another, and
   * they stay in the order in which it lists them: the oldest first.
   */
  @Test
  @Override
  protected void listsDeprecatedVersionsFromTheNewestHoweverManyThereAre() {
    SecretId secret = create();
    List<VersionId> versions =
        IntStream.range(0, 103).mapToObj(number -> put(secret, "value " + number)).toList();

    assertThat(store().deprecated(secret, time())).isEqualTo(versions.subList(0, 101));
  }

  private static VersionId put(SecretId secret, String value) {
    return new VersionId(
        secrets.putSecretValue(r -> r.secretId(secret.value()).secretString(value)).versionId());
  }

  private static Deadline time() {
    return Deadline.after(InstantSource.system(), Duration.ofSeconds(30));
  }

  /** Moto's functions run in Docker unless it is told that they are not to run at all. */
  private static void withoutContainers() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(moto.url().resolve("/moto-api/config"))
            .timeout(Duration.ofSeconds(10))
            .POST(BodyPublishers.ofString("{\"lambda\": {\"use_docker\": false}}"))
            .build();
    HttpResponse<String> answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
  }

  private static String functionThatDoesNothing() {
    try (IamClient iam = moto.iam(new UserKey("any", SecretText.of("body")));
        LambdaClient lambda = connected(LambdaClient.builder()).build()) {
      String role =
          iam.createRole(
                  r ->
                      r.roleName("none")
                          .assumeRolePolicyDocument(
                              """
                              {"Version": "2012-10-17", "Statement": [{"Effect": "Allow",
                                "Principal": {"Service": "lambda.amazonaws.com"},
                                "Action": "sts:AssumeRole"}]}"""))
              .role()
              .arn();
      return lambda
          .createFunction(
              r ->
                  r.functionName("nothing")
                      .runtime("java25")
                      .handler("none")
                      .role(role)
                      .code(c -> c.zipFile(SdkBytes.fromUtf8String("none"))))
          .functionArn();
    }
  }

  private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> B connected(
      B builder) {
    return builder
        .endpointOverride(moto.url())
        .region(Region.US_EAST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "body")))
        .httpClientBuilder(UrlConnectionHttpClient.builder());
  }
}
