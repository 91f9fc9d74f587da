package dev.keyturn.aws;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.cli.servers.Ports;
import dev.keyturn.credential.PasswordGenerator;
import dev.keyturn.door.Door;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.Rotation;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.RotationRequest;
import dev.keyturn.rotation.Step;
import dev.keyturn.rotation.StepReport;
import dev.keyturn.secret.Deadline;
import dev.keyturn.secret.RotationToken;
import dev.keyturn.secret.SecretId;
import dev.keyturn.secret.SecretStore;
import dev.keyturn.secret.SecretStoreException;
import dev.keyturn.secret.SecretStoreException.Kind;
import dev.keyturn.secret.SecretText;
import dev.keyturn.secret.StagingLabel;
import dev.keyturn.secret.VersionId;
import dev.keyturn.settings.Settings;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * Whatever the service or the way to it does wrong becomes one error with a reason and a remedy.
 */
class StoreFaultsTest {

  private static final String REGION = "aws.region";
  private static final SecretId SECRET =
      new SecretId("arn:aws:secretsmanager:us-east-1:123456789012:secret:app-AbCdEf");

  private static String regionBefore;

  @BeforeAll
  static void setRegion() {
    regionBefore = System.getProperty(REGION);
    System.setProperty(REGION, "us-east-1");
  }

  @AfterAll
  static void restoreRegion() {
    if (regionBefore == null) {
      System.clearProperty(REGION);
    } else {
      System.setProperty(REGION, regionBefore);
    }
  }

  @ParameterizedTest(name = "{1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          400 | ThrottlingException         | Rate exceeded                                  | STORE_THROTTLED     | Nothing needs to be done unless it stays so: Secrets Manager runs the rotation again
          400 | ResourceNotFoundException   | Secrets Manager can't find the specified secret. | STORE_NOT_FOUND   | Check that the secret exists in the function's account and region
          400 | AccessDeniedException       | User is not authorized                         | STORE_ACCESS_DENIED | Allow secretsmanager:DescribeSecret on this secret in the policy of the function's role
          400 | AccessDeniedException       | Access to KMS is not allowed                   | STORE_KEY_UNUSABLE  | Enable the secret's KMS key, and allow kms:Decrypt and kms:GenerateDataKey to the function's role
          400 | DecryptionFailure           | Secrets Manager can't decrypt the secret       | STORE_KEY_UNUSABLE  | Enable the secret's KMS key, and allow kms:Decrypt and kms:GenerateDataKey to the function's role
          400 | EncryptionFailure           | Secrets Manager can't encrypt the secret       | STORE_KEY_UNUSABLE  | Enable the secret's KMS key, and allow kms:Decrypt and kms:GenerateDataKey to the function's role
          400 | ExpiredTokenException       | The security token is expired                  | STORE_ACCESS_DENIED | Check the AWS credentials that the function runs with; in Lambda they are its role's, so no variable of the function may set others
          400 | UnrecognizedClientException | The security token is invalid                  | STORE_ACCESS_DENIED | Check the AWS credentials that the function runs with; in Lambda they are its role's, so no variable of the function may set others
          400 | InvalidSignatureException   | The signature does not match                   | STORE_ACCESS_DENIED | Check the AWS credentials that the function runs with; in Lambda they are its role's, so no variable of the function may set others
          400 | InvalidRequestException     | It was marked for deletion                     | STORE_INVALID       | Look at the secret with DescribeSecret; it may be marked for deletion
          400 | ResourceExistsException     | It exists                                      | STORE_CONFLICT      | Somebody else changed the secret; look at its labels with DescribeSecret and start the rotation again
          500 | InternalServiceError        | An error occurred on the server side           | STORE_UNAVAILABLE   | Check that the function reaches Secrets Manager: in a private subnet it needs an interface endpoint or a NAT gateway
          """)
  void tellsWhatTheServiceAnswered(
      int status, String code, String message, Reason reason, String remedy) throws IOException {
    try (FaultyService service =
        FaultyService.answering(
            status, "{\"__type\":\"%s\",\"Message\":\"%s\"}".formatted(code, message))) {
      RotationException failure = fail(store(service));

      String said = message.endsWith(".") ? message : message + ".";
      assertThat(failure)
          .hasMessage(
              "createSecret of %s: DescribeSecret failed: %s: %s %s."
                  .formatted(SECRET, code, said, remedy));
      assertThat(failure.reason()).isEqualTo(reason);
      assertThat(failure)
          .hasStackTraceContaining("(Service: SecretsManager, Status Code: " + status);
      assertThat(service.requests()).as("attempts").hasSizeBetween(1, 4);
    }
  }

  /** The service quotes the value that it validates. */
  @Test
  void quotesNothingOfAValidationError() throws IOException {
    try (FaultyService service =
        FaultyService.answering(
            400, "{\"__type\":\"ValidationException\",\"Message\":\"Value 'hunter2' is bad\"}")) {
      RotationException failure = fail(store(service));

      assertThat(stackTrace(failure)).doesNotContain("hunter2");
      assertThat(failure)
          .hasMessage(
              "createSecret of %s: DescribeSecret failed: ValidationException. Look at the secret with DescribeSecret; it may be marked for deletion."
                  .formatted(SECRET));
    }
  }

  @ParameterizedTest(name = "status {0}: {2}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          200 | <html>hunter2</html>                           | the AWS SDK failed with JsonParseException
          200 | {"SecretString":"hunter2                       | the AWS SDK failed with JsonEOFException
          200 | {"SecretString":hunter2}                       | the AWS SDK failed with JsonParseException
          200 | ``                                             | its answer has no version id
          200 | {}                                             | its answer has no version id
          200 | {"SecretString":"hunter2"}                     | its answer has no version id
          200 | {"SecretString":"hunter2","VersionId":"1"}     | its answer has no version id: a version id has 32 to 64 characters, not 1
          400 | ``                                             | HTTP status 400 without an error code
          400 | {}                                             | HTTP status 400 without an error code
          403 | <html>hunter2</html>                           | HTTP status 403 without an error code
          404 | hunter2                                        | HTTP status 404 without an error code
          503 | <html>hunter2</html>                           | HTTP status 503 without an error code
          """)
  void quotesNothingOfAnAnswerThatIsNone(int status, String answer, String observed)
      throws IOException {
    try (FaultyService service = FaultyService.answering(status, answer)) {
      assertThatThrownBy(
              () ->
                  store(service).read(SECRET, StagingLabel.CURRENT, within(Duration.ofSeconds(10))))
          .hasMessage(observed)
          .isInstanceOfSatisfying(
              SecretStoreException.class,
              e -> {
                assertThat(e.kind()).isEqualTo(Kind.UNAVAILABLE);
                assertThat(e.call()).isEqualTo("GetSecretValue");
                assertThat(stackTrace(e)).doesNotContain("hunter2");
              });
    }
  }

  @Test
  void refusesAVersionIdThatIsNoneInEveryAnswer() throws IOException {
    try (FaultyService service =
        FaultyService.answering(
            200,
            "{\"VersionIdsToStages\":{\"1\":[\"AWSCURRENT\"]},\"Versions\":[{\"VersionId\":\"1\",\"CreatedDate\":1}]}")) {
      String observed = "its answer has no version id: a version id has 32 to 64 characters, not 1";

      assertThatThrownBy(() -> store(service).describe(SECRET, within(Duration.ofSeconds(10))))
          .isInstanceOf(SecretStoreException.class)
          .hasMessage(observed);
      assertThatThrownBy(() -> store(service).deprecated(SECRET, within(Duration.ofSeconds(10))))
          .isInstanceOf(SecretStoreException.class)
          .hasMessage(observed);
    }
  }

  @Test
  void givesUpOnAServiceThatNeverAnswersWithinTheDeadline() throws IOException {
    try (FaultyService service = FaultyService.hanging()) {
      Instant start = Instant.now();

      StepReport report = run(store(service), Duration.ofSeconds(1));

      assertThat(Duration.between(start, Instant.now()))
          .isBetween(Duration.ofMillis(500), Duration.ofSeconds(3));
      assertThat(report.failure())
          .hasMessage(
              "createSecret of %s: DescribeSecret failed: no answer in time. Check that the function reaches Secrets Manager: in a private subnet it needs an interface endpoint or a NAT gateway."
                  .formatted(SECRET))
          .extracting(RotationException::reason)
          .isEqualTo(Reason.STORE_UNAVAILABLE);
    }
  }

  @Test
  void saysThatNobodyListens() throws IOException {
    int port = Ports.free();

    assertThat(fail(store("http://127.0.0.1:" + port)))
        .hasMessage(
            "createSecret of %s: DescribeSecret failed: ConnectException: Connection refused. Check that the function reaches Secrets Manager: in a private subnet it needs an interface endpoint or a NAT gateway."
                .formatted(SECRET))
        .extracting(RotationException::reason)
        .isEqualTo(Reason.STORE_UNAVAILABLE);
  }

  /** The names of the top-level domain {@code invalid} are known not to exist. */
  @Test
  void saysThatTheNameIsNotKnown() {
    assertThat(fail(store("http://secrets.invalid")))
        .hasMessage(
            "createSecret of %s: DescribeSecret failed: UnknownHostException: secrets.invalid. Check that the function reaches Secrets Manager: in a private subnet it needs an interface endpoint or a NAT gateway."
                .formatted(SECRET));
  }

  @Test
  void saysThatTheServiceSpeaksNoTls() throws IOException {
    try (ServerSocket plain = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
      Thread server = new Thread(() -> answerInPlainText(plain));
      server.setDaemon(true);
      server.start();

      assertThat(fail(store("https://127.0.0.1:" + plain.getLocalPort())).observed())
          .isEqualTo(
              "DescribeSecret failed: SSLException: Unsupported or unrecognized SSL message");
    }
  }

  @Test
  void saysThatThereAreNoCredentials() throws IOException {
    try (FaultyService service = FaultyService.answering(200, "{}");
        SecretsManagerClient client =
            SecretsManagerClient.builder()
                .endpointOverride(service.endpoint())
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .credentialsProvider(
                    AwsCredentialsProviderChain.of(SystemPropertyCredentialsProvider.create()))
                .build()) {
      assertThat(fail(new AwsSecretStore(client)))
          .hasMessage(
              "createSecret of %s: DescribeSecret failed: the AWS SDK finds no credentials. Check the AWS credentials that the function runs with; in Lambda they are its role's, so no variable of the function may set others."
                  .formatted(SECRET));
      assertThat(service.requests()).isEmpty();
    }
  }

  /** {@code sam local} sets it so, and Secrets Manager refuses it. */
  @Test
  void sendsNoEmptySessionToken() throws IOException {
    try (FaultyService service = FaultyService.answering(200, "{}")) {
      store(service).describe(SECRET, within(Duration.ofSeconds(10)));

      assertThat(service.requests())
          .singleElement()
          .satisfies(
              request -> {
                assertThat(request.headers()).doesNotContainKey("X-amz-security-token");
                assertThat(request.headers().getFirst("Authorization"))
                    .startsWith("AWS4-HMAC-SHA256 Credential=any/")
                    .contains("/us-east-1/secretsmanager/aws4_request");
              });
    }
  }

  @Test
  void takesTheSdksStandardSettings() throws IOException {
    Map<String, String> standard =
        Map.of(
            "aws.accessKeyId", "standard",
            "aws.secretAccessKey", "key",
            "aws.sessionToken", "a-session");
    try (FaultyService service = FaultyService.answering(200, "{}")) {
      standard.forEach(System::setProperty);
      System.setProperty("aws.endpointUrlSecretsManager", service.endpoint().toString());

      AwsSecretStore.fromEnvironment(Map.of()).describe(SECRET, within(Duration.ofSeconds(10)));

      assertThat(service.requests())
          .singleElement()
          .satisfies(
              request -> {
                assertThat(request.headers().getFirst("X-amz-security-token"))
                    .isEqualTo("a-session");
                assertThat(request.headers().getFirst("Authorization"))
                    .startsWith("AWS4-HMAC-SHA256 Credential=standard/");
              });
    } finally {
      standard.keySet().forEach(System::clearProperty);
      System.clearProperty("aws.endpointUrlSecretsManager");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "8c1d63b2-70f4-4e9a-b5a8-3f29c0de7614"})
  void handsTheRotationTokenOn(String token) throws IOException {
    VersionId version = new VersionId("terraform-20261124000000000000000002");
    try (FaultyService service = FaultyService.answering(200, "{}")) {
      store(service)
          .put(
              SECRET,
              version,
              SecretText.of("a value"),
              Set.of(StagingLabel.PENDING),
              token.isEmpty() ? null : new RotationToken(SecretText.of(token)),
              within(Duration.ofSeconds(10)));

      assertThat(service.requests().get(0).body())
          .isEqualTo(
              "{\"SecretId\":\"%s\",\"ClientRequestToken\":\"%s\",\"SecretString\":\"a value\",\"VersionStages\":[\"AWSPENDING\"]%s}"
                  .formatted(
                      SECRET,
                      version,
                      token.isEmpty() ? "" : ",\"RotationToken\":\"%s\"".formatted(token)));
    }
  }

  private static void answerInPlainText(ServerSocket plain) {
    while (!plain.isClosed()) {
      try (Socket socket = plain.accept()) {
        socket.setSoTimeout(1_000);
        socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
        socket.shutdownOutput();
        // What is left unread would reset the connection, and the answer with it.
        socket.getInputStream().readAllBytes();
      } catch (IOException e) {
        // The test is over, or the client was first to close.
      }
    }
  }

  private static SecretStore store(FaultyService service) {
    return store(service.endpoint().toString());
  }

  /** As a function has it. */
  private static SecretStore store(String endpoint) {
    return AwsSecretStore.fromEnvironment(
        Map.of(
            "SECRETS_MANAGER_ENDPOINT", endpoint,
            "AWS_ACCESS_KEY_ID", "any",
            "AWS_SECRET_ACCESS_KEY", "key",
            "AWS_SESSION_TOKEN", ""));
  }

  private static RotationException fail(SecretStore store) {
    return run(store, Duration.ofSeconds(10)).failure();
  }

  private static StepReport run(SecretStore store, Duration time) {
    return new Rotation<>(
            new Door(),
            store,
            new PasswordGenerator(new Random(1)),
            InstantSource.system(),
            Settings.of(Map.of()))
        .run(
            new RotationRequest(
                Step.CREATE_SECRET,
                SECRET,
                new VersionId("terraform-20261124000000000000000002"),
                null),
            within(time));
  }

  private static Deadline within(Duration time) {
    return Deadline.after(InstantSource.system(), time);
  }

  private static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
