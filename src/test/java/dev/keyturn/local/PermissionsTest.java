package dev.keyturn.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.RotationHandler;
import dev.keyturn.credential.Codec;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.local.events.RotationEventName;
import dev.keyturn.local.events.ServiceEvent;
import dev.keyturn.local.functions.FunctionTarget;
import dev.keyturn.local.rotation.RetryPolicy;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.SetRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.SignedRequest;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.APIErrorType;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretValueEntry;
import software.amazon.awssdk.services.secretsmanager.model.SecretsManagerException;

/** Keys and policies over HTTP, with AWS's own SDK as the client and functions that have roles. */
class PermissionsTest {

  private static final String FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:Door";
  private static final String HANDLER = "dev.keyturn.local.FileDoorRotator";
  private static final String ROLE =
      "arn:aws:sts::123456789012:assumed-role/DoorRole/Door is not authorized to perform: ";

  @TempDir Path directory;
  private final List<ServiceEvent> events = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private EmbeddedSecretsManager service;
  private SecretsManagerClient admin;
  private Path lock;

  @BeforeEach
  void lockTheDoor() throws IOException {
    lock = Files.writeString(directory.resolve("lock"), "first-password");
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable resource : open) {
      resource.close();
    }
    service.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          AKIDADMIN | not the admin's key | InvalidSignatureException | The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.
          AKIDNOONE | the admin's key     | UnrecognizedClientException | The security token included in the request is invalid.
          """)
  void refusesWrongKeys(String id, String key, String code, String message) throws IOException {
    start("class:" + HANDLER, "*");

    assertThatThrownBy(() -> client(keys(id, key)).describeSecret(r -> r.secretId("door")))
        .isInstanceOfSatisfying(SecretsManagerException.class, e -> assertError(e, code, message));
  }

  @Test
  void refusesATokenThatNoSandboxWasGiven() throws IOException {
    start("class:" + HANDLER, "*");
    SecretsManagerClient made =
        client(
            StaticCredentialsProvider.create(
                AwsSessionCredentials.create("AKIDROLE", "the role's key", "made up")));

    assertThatThrownBy(() -> made.describeSecret(r -> r.secretId("door")))
        .isInstanceOfSatisfying(
            SecretsManagerException.class,
            e ->
                assertError(
                    e,
                    "UnrecognizedClientException",
                    "The security token included in the request is invalid."));
  }

  @Test
  void refusesWhoSignsNothing() throws IOException {
    start("class:" + HANDLER, "*");

    assertThatThrownBy(
            () ->
                client(AnonymousCredentialsProvider.create())
                    .describeSecret(r -> r.secretId("door")))
        .isInstanceOfSatisfying(
            SecretsManagerException.class,
            e ->
                assertError(
                    e, "MissingAuthenticationTokenException", "Missing Authentication Token"));
  }

  @ParameterizedTest
  @CsvSource({"door, 200, ARN", "gate, 400, InvalidSignatureException"})
  void aTamperedBodyIsRefused(String sent, int status, String answer) throws Exception {
    start("class:" + HANDLER, "*");
    SignedRequest signed =
        AwsV4HttpSigner.create()
            .sign(
                r ->
                    r.identity(AwsBasicCredentials.create("AKIDADMIN", "the admin's key"))
                        .request(
                            SdkHttpRequest.builder()
                                .uri(service.endpoint().resolve("/"))
                                .method(SdkHttpMethod.POST)
                                .putHeader("X-Amz-Target", "secretsmanager.DescribeSecret")
                                .build())
                        .payload(ContentStreamProvider.fromUtf8String(body("door")))
                        .putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "secretsmanager")
                        .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1"));
    HttpRequest.Builder request =
        HttpRequest.newBuilder(service.endpoint().resolve("/"))
            .POST(HttpRequest.BodyPublishers.ofString(body(sent)));
    signed.request().headers().forEach((name, values) -> header(request, name, values.get(0)));

    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request.build(), HttpResponse.BodyHandlers.ofString());

    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.body()).contains("\"" + answer + "\"");
  }

  private static String body(String secret) {
    return "{\"SecretId\": \"%s\"}".formatted(secret);
  }

  /** Java's client sets the host itself, to the same. */
  private static void header(HttpRequest.Builder request, String name, String value) {
    if (!name.equalsIgnoreCase("Host")) {
      request.header(name, value);
    }
  }

  @Test
  void tellsWhatACallerMayNotDo() throws IOException {
    start("class:" + HANDLER, "*");
    SecretsManagerClient reader = client(keys("AKIDREADER", "the reader's key"));

    assertThat(reader.getSecretValue(r -> r.secretId("door")).secretString())
        .contains("first-password");
    assertDenied(
        () -> reader.putSecretValue(r -> r.secretId("door").secretString("x")),
        "User: arn:aws:iam::123456789012:user/reader is not authorized to perform:"
            + " secretsmanager:PutSecretValue on resource: door because no identity-based policy"
            + " allows the secretsmanager:PutSecretValue action");
    assertDenied(
        () -> reader.listSecrets(r -> {}),
        "User: arn:aws:iam::123456789012:user/reader is not authorized to perform:"
            + " secretsmanager:ListSecrets because no identity-based policy allows the"
            + " secretsmanager:ListSecrets action");
    assertDenied(
        () -> reader.deleteSecret(r -> r.secretId("door")),
        "User: arn:aws:iam::123456789012:user/reader is not authorized to perform:"
            + " secretsmanager:DeleteSecret on resource: door with an explicit deny in an"
            + " identity-based policy");
  }

  @Test
  void aBatchTellsOfEachSecretThatMayNotBeRead() throws IOException {
    start("class:" + HANDLER, "*");
    admin.createSecret(r -> r.name("gate").secretString("not for everybody"));
    SecretsManagerClient guest = client(keys("AKIDGUEST", "the guest's key"));

    BatchGetSecretValueResponse batch =
        guest.batchGetSecretValue(r -> r.secretIdList("door", "gate"));

    assertThat(batch.secretValues()).extracting(SecretValueEntry::name).containsExactly("door");
    assertThat(batch.errors())
        .containsExactly(
            APIErrorType.builder()
                .secretId("gate")
                .errorCode("AccessDeniedException")
                .message(
                    "User: arn:aws:iam::123456789012:user/guest is not authorized to perform:"
                        + " secretsmanager:GetSecretValue on resource: gate because no"
                        + " identity-based policy allows the secretsmanager:GetSecretValue action")
                .build());
  }

  @Test
  void toRotateTakesPermissionForTheFunctionToo() throws IOException {
    start("class:" + HANDLER, "*");
    SecretsManagerClient reader = client(keys("AKIDREADER", "the reader's key"));

    assertDenied(
        () -> reader.rotateSecret(r -> r.secretId("door").rotationLambdaARN(FUNCTION)),
        "User: arn:aws:iam::123456789012:user/reader is not authorized to perform:"
            + " lambda:InvokeFunction on resource: "
            + FUNCTION
            + " because no identity-based policy allows the lambda:InvokeFunction action");
    assertThat(admin.describeSecret(r -> r.secretId("door")).rotationEnabled()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"class:" + HANDLER, "process:" + HANDLER})
  void aFunctionRunsUnderItsOwnRole(String target) throws IOException {
    start(target, "secretsmanager:*");

    String version =
        admin.rotateSecret(r -> r.secretId("door").rotationLambdaARN(FUNCTION)).versionId();

    awaitState(RotationEventName.ROTATION_SUCCEEDED);
    assertThat(admin.describeSecret(r -> r.secretId("door")).versionIdsToStages().get(version))
        .contains("AWSCURRENT");
  }

  @ParameterizedTest
  @ValueSource(strings = {"class:" + HANDLER, "process:" + HANDLER})
  void aFunctionFailsForWhatItsRoleMayNotDo(String target) throws IOException {
    start(target, "secretsmanager:DescribeSecret");

    admin.rotateSecret(r -> r.secretId("door").rotationLambdaARN(FUNCTION));

    awaitState(RotationEventName.ROTATION_FAILED);
    assertThat(causes())
        .allSatisfy(
            cause ->
                assertThat(cause)
                    .contains("AccessDeniedException")
                    .contains(
                        "User: "
                            + ROLE
                            + "secretsmanager:GetSecretValue on resource: "
                            + admin.describeSecret(r -> r.secretId("door")).arn()
                            + " because no identity-based policy allows the"
                            + " secretsmanager:GetSecretValue action"));
  }

  @Test
  void whoeverIsNotTheFunctionCannotFillTheVersionThatItRotatesIn() throws Exception {
    start("class:dev.keyturn.local.PermissionsTest$SlowDoor", "secretsmanager:*");
    String version =
        admin.rotateSecret(r -> r.secretId("door").rotationLambdaARN(FUNCTION)).versionId();

    assertDenied(
        () ->
            admin.putSecretValue(
                r ->
                    r.secretId("door")
                        .secretString("mine")
                        .clientRequestToken(version)
                        .versionStages("AWSPENDING")),
        "The RotationToken doesn't match the rotation that is in progress for this secret.");
    Files.createFile(directory.resolve("go"));

    awaitState(RotationEventName.ROTATION_SUCCEEDED);
  }

  @Test
  void aFunctionWithoutARoleIsToldAtTheStart() throws IOException {
    start("class:" + HANDLER, "*");
    Path file = credentials("*");

    assertThatThrownBy(
            () ->
                EmbeddedSecretsManager.builder()
                    .function("Gate", FunctionTarget.parse("class:" + HANDLER))
                    .credentials(file)
                    .start())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "function Gate runs under no role: the credentials file lists it in no principal's"
                + " \"functions\"");
  }

  /** A door whose keys are tried once somebody says so. */
  public static final class SlowDoor
      extends RotationHandler<DatabaseCredential, FileDoorRotator.Door> {

    private final FileDoorRotator door = new FileDoorRotator();

    @Override
    public Codec<DatabaseCredential> codec() {
      return door.codec();
    }

    @Override
    public LoginResult<FileDoorRotator.Door> login(LoginRequest<DatabaseCredential> request)
        throws IOException {
      Path go = Path.of(request.credential().database()).resolveSibling("go");
      while (!Files.exists(go)) {
        try {
          Thread.sleep(5);
        } catch (InterruptedException e) {
          throw new IOException(e);
        }
      }
      return door.login(request);
    }

    @Override
    public void set(SetRequest<DatabaseCredential, FileDoorRotator.Door> request)
        throws IOException {
      door.set(request);
    }
  }

  private void start(String target, String roleMay) throws IOException {
    service =
        EmbeddedSecretsManager.builder()
            .function("Door", FunctionTarget.parse(target))
            .credentials(credentials(roleMay))
            .retries(new RetryPolicy(1, Duration.ZERO))
            .observer(events::add)
            .start();
    admin = client(keys("AKIDADMIN", "the admin's key"));
    admin.createSecret(
        r ->
            r.name("door")
                .secretString(
                    """
                    {"engine":"door","host":"here","username":"me","password":"first-password",
                     "dbname":"%s"}"""
                        .formatted(lock)));
  }

  private Path credentials(String roleMay) throws IOException {
    return Files.writeString(
        directory.resolve("credentials.json"),
        """
        {"principals": [
          {"arn": "arn:aws:iam::123456789012:user/admin", "accessKeyId": "AKIDADMIN",
           "secretAccessKey": "the admin's key",
           "policies": [{"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}]},
          {"arn": "arn:aws:iam::123456789012:user/reader", "accessKeyId": "AKIDREADER",
           "secretAccessKey": "the reader's key",
           "policies": [{"Statement": [
             {"Effect": "Allow", "Resource": "*",
              "Action": ["secretsmanager:GetSecretValue", "secretsmanager:RotateSecret"]},
             {"Effect": "Deny", "Action": "secretsmanager:DeleteSecret", "Resource": "*"}]}]},
          {"arn": "arn:aws:iam::123456789012:user/guest", "accessKeyId": "AKIDGUEST",
           "secretAccessKey": "the guest's key",
           "policies": [{"Statement": [
             {"Effect": "Allow", "Action": "secretsmanager:BatchGetSecretValue", "Resource": "*"},
             {"Effect": "Allow", "Action": "secretsmanager:GetSecretValue",
              "Resource": "arn:aws:secretsmanager:*:*:secret:door-??????"}]}]},
          {"arn": "arn:aws:iam::123456789012:role/DoorRole", "accessKeyId": "AKIDROLE",
           "secretAccessKey": "the role's key", "functions": ["Door"],
           "policies": [{"Statement": {"Effect": "Allow", "Action": "%s", "Resource": "*"}}]}]}"""
            .formatted(roleMay));
  }

  private static AwsCredentialsProvider keys(String id, String key) {
    return StaticCredentialsProvider.create(AwsBasicCredentials.create(id, key));
  }

  private SecretsManagerClient client(AwsCredentialsProvider keys) {
    URI endpoint = service.endpoint();
    SecretsManagerClient client =
        SecretsManagerClient.builder()
            .endpointOverride(endpoint)
            .region(Region.EU_WEST_1)
            .credentialsProvider(keys)
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
    open.add(client);
    return client;
  }

  private static void assertDenied(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOfSatisfying(
            SecretsManagerException.class, e -> assertError(e, "AccessDeniedException", message));
  }

  private static void assertError(SecretsManagerException e, String code, String message) {
    assertThat(e.statusCode()).isEqualTo(400);
    assertThat(e.awsErrorDetails().errorCode()).isEqualTo(code);
    assertThat(e.awsErrorDetails().errorMessage()).isEqualTo(message);
  }

  private List<String> causes() {
    return events.stream()
        .filter(ServiceEvent.StepEnded.class::isInstance)
        .map(event -> String.valueOf(((ServiceEvent.StepEnded) event).error()))
        .toList();
  }

  private void awaitState(RotationEventName state) {
    Instant end = Instant.now().plusSeconds(20);
    while (events.stream()
        .noneMatch(e -> e instanceof ServiceEvent.Rotation r && r.state() == state)) {
      assertThat(Instant.now()).as("still waiting for %s in %s", state, events).isBefore(end);
      try {
        Thread.sleep(10);
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }
}
