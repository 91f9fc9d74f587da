package dev.keyturn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.local.EmbeddedSecretsManager;
import dev.keyturn.local.functions.FunctionTarget;
import dev.keyturn.local.rotation.RetryPolicy;
import dev.keyturn.testkit.ManualClock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** rotate, status and unstick, against a service with a rotator that changes something real. */
@Timeout(60)
class RotationCommandsTest {

  private static final String FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:Door";
  private static final String FIRST = "00000000-0000-4000-8000-000000000001";
  private static final String SECOND = "00000000-0000-4000-8000-000000000002";
  private static final List<String> AWS_PROPERTIES =
      List.of(
          "aws.endpointUrl",
          "aws.region",
          "aws.accessKeyId",
          "aws.secretAccessKey",
          "keyturn.terminal.input");

  @TempDir Path directory;
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-24T10:15:30.250Z"));
  private final InputStream input = System.in;
  private EmbeddedSecretsManager service;
  private Path lock;

  @AfterEach
  void stop() {
    System.setIn(input);
    AWS_PROPERTIES.forEach(System::clearProperty);
    service.close();
  }

  @Test
  void rotatesAndTellsEverythingOnTheWay() throws IOException {
    start(List.of("AWSCURRENT"), List.of());

    Cli.Result result = run("rotate", "door");

    assertThat(result.code()).isZero();
    assertThat(result.out()).matches("Rotated door to version [0-9a-f-]{36}\n");
    String version = result.out().strip().substring("Rotated door to version ".length());
    assertThat(result.err().replaceAll("\\d+ ms", "N ms"))
        .startsWith("Before\n  %s  AWSCURRENT\nRotationStarted\n".formatted(FIRST))
        .contains(
            """
              createSecret starts, attempt 1
              createSecret succeeded, attempt 1, N ms
              setSecret starts, attempt 1
              setSecret succeeded, attempt 1, N ms
              testSecret starts, attempt 1
              testSecret succeeded, attempt 1, N ms
              finishSecret starts, attempt 1
            """)
        .endsWith(
            "After\n  %s  AWSCURRENT, AWSPENDING\n  %s  AWSPREVIOUS\n".formatted(version, FIRST));
    assertThat(Files.readString(lock)).isNotEqualTo("first-password");
  }

  @Test
  void aFailedRotationIsExitCode1WithItsReason() throws IOException {
    start(List.of("AWSCURRENT"), List.of());
    Files.writeString(lock, "changed by hand");

    Cli.Result result = run("rotate", "door");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).startsWith("Not rotated: setSecret of arn:aws:secretsmanager:");
    assertThat(result.out().lines()).hasSize(1);
    assertThat(result.err())
        .contains("  setSecret failed, attempt 2, ", "RotationFailed: setSecret of ")
        .doesNotContain("first-password", "changed by hand");
  }

  @Test
  void theResultCanBeReadByAProgram() throws IOException {
    start(List.of("AWSCURRENT"), List.of());

    Map<String, Object> done = JSON.std.mapFrom(run("rotate", "door", "--json").out());
    assertThat(done)
        .containsOnlyKeys("secret", "version", "succeeded")
        .containsEntry("secret", "door")
        .containsEntry("succeeded", true);

    Files.writeString(lock, "changed by hand");
    Cli.Result failed = run("rotate", "door", "--json");
    assertThat(failed.code()).isEqualTo(1);
    Map<String, Object> told = JSON.std.mapFrom(failed.out());
    assertThat(told)
        .containsOnlyKeys("secret", "version", "succeeded", "cause")
        .containsEntry("succeeded", false);
    assertThat((String) told.get("cause")).startsWith("setSecret of ");
  }

  @Test
  void aStuckRotationIsRunAgain() throws IOException {
    start(List.of("AWSCURRENT"), List.of("AWSPENDING"));

    Cli.Result result = run("rotate", "door");

    assertThat(result.code()).isZero();
    assertThat(result.out()).isEqualTo("Rotated door to version %s\n".formatted(SECOND));
    assertThat(result.err())
        .contains("A previous rotation is stuck; it is run again, with its version " + SECOND);
  }

  @Test
  void aStuckRotationThatNothingRunsAgainIsSaidToBe() throws IOException {
    start(List.of("AWSCURRENT"), List.of("AWSPENDING"));
    try (SecretsManagerClient client = client()) {
      client.cancelRotateSecret(r -> r.secretId("door"));
    }

    Cli.Result result = run("rotate", "door");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err())
        .endsWith(
            ("keyturn: AWSPENDING is on version %s, which is not current, and rotation is off, so"
                    + " that nothing completes it. Run 'keyturn unstick door' first.\n")
                .formatted(SECOND));
  }

  @Test
  void whatTheServiceRefusesIsOneLine() throws IOException {
    start(List.of("AWSCURRENT"), List.of());
    try (SecretsManagerClient client = client()) {
      client.createSecret(r -> r.name("plain").secretString("x"));
    }

    Cli.Result unknown = run("rotate", "nothing");
    assertThat(unknown.code()).isEqualTo(1);
    assertThat(unknown.err())
        .isEqualTo(
            "keyturn: ResourceNotFoundException: Secrets Manager can't find the specified secret.\n");

    Cli.Result unconfigured = run("rotate", "plain");
    assertThat(unconfigured.code()).isEqualTo(1);
    assertThat(unconfigured.err())
        .endsWith(
            "\nkeyturn: InvalidRequestException: No Lambda rotation function ARN is associated with"
                + " this secret.\n");
  }

  @Test
  void followingEndsWithItsTime() throws IOException {
    start(List.of("AWSCURRENT"), List.of());
    Files.createFile(directory.resolve("hang"));

    Cli.Result result = run("rotate", "door", "--timeout", "1");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out())
        .isEqualTo(
            "Not rotated: the rotation has not ended within 1 s; the function's log says why\n");
    Files.delete(directory.resolve("hang"));
  }

  @Test
  void rotatingAtAwsItselfHasToBeSaid() throws IOException {
    start(List.of("AWSCURRENT"), List.of());
    System.setProperty("aws.endpointUrl", service.endpoint().toString());
    System.setProperty("aws.region", "eu-west-1");
    System.setProperty("aws.accessKeyId", "any");
    System.setProperty("aws.secretAccessKey", "key");

    Cli.Result unasked = Cli.run("rotate", "door");
    assertThat(unasked.code()).isEqualTo(2);
    assertThat(unasked.err())
        .isEqualTo(
            "keyturn: this would rotate door at AWS, account 123456789012, region eu-west-1; say so"
                + " with --yes, or name another service with --endpoint\n");

    System.setProperty("keyturn.terminal.input", "true");
    answer("n");
    Cli.Result declined = Cli.run("rotate", "door");
    assertThat(declined.code()).isEqualTo(1);
    assertThat(declined.err())
        .isEqualTo("Rotate door at AWS, account 123456789012, region eu-west-1? [y/N] ");
    assertThat(Files.readString(lock)).as("until here").isEqualTo("first-password");

    answer("y");
    Cli.Result confirmed = Cli.run("rotate", "door");
    assertThat(confirmed.code()).as(confirmed.err()).isZero();

    Cli.Result told = Cli.run("rotate", "door", "--yes");
    assertThat(told.code()).isZero();
    assertThat(told.err())
        .startsWith("Rotating door at AWS, account 123456789012, region eu-west-1\n");
  }

  @Test
  void repairingAtAwsItselfHasToBeSaid() throws IOException {
    start(List.of("AWSCURRENT"), List.of("AWSPENDING"));
    System.setProperty("aws.endpointUrl", service.endpoint().toString());
    System.setProperty("aws.region", "eu-west-1");
    System.setProperty("aws.accessKeyId", "any");
    System.setProperty("aws.secretAccessKey", "key");

    Cli.Result unasked = Cli.run("unstick", "door", "--discard", "--min-age", "0");
    assertThat(unasked.code()).isEqualTo(2);
    assertThat(unasked.err())
        .isEqualTo(
            "keyturn: this would repair the labels of door at AWS, account 123456789012, region"
                + " eu-west-1; say so with --yes, or name another service with --endpoint\n");

    Cli.Result told = Cli.run("unstick", "door", "--discard", "--min-age", "0", "--yes");
    assertThat(told.code()).as(told.err()).isZero();
    assertThat(told.err())
        .startsWith(
            "Repairing the labels of door at AWS, account 123456789012, region eu-west-1\n");
    assertThat(told.out()).startsWith("Took AWSPENDING off version ");
  }

  @Test
  void statusIsATable() throws IOException {
    start(List.of("AWSCURRENT"), List.of());
    try (SecretsManagerClient client = client()) {
      client.createSecret(r -> r.name("plain").secretString("x"));
      client.createSecret(r -> r.name("waiting").secretString("x"));
      client.putSecretValue(
          r -> r.secretId("waiting").secretString("y").versionStages("AWSPENDING"));
    }
    run("rotate", "door");
    clock.advance(Duration.ofDays(1));

    Cli.Result result = run("status");

    assertThat(result.code()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .isEqualTo(
            """
            SECRET   ROTATION  LAST                  NEXT                  WINDOW         PENDING SINCE
            door     on        2026-11-24T10:15:30Z  2026-12-24T23:59:59Z  every 30 days  -
            plain    never     -                     -                     -              -
            waiting  never     -                     -                     -              2026-11-24T10:15:30Z
            """);
    assertThat(run("status", "plain").out())
        .isEqualTo(
            """
            SECRET  ROTATION  LAST  NEXT  WINDOW  PENDING SINCE
            plain   never     -     -     -       -
            """);
  }

  @Test
  void statusCanBeReadByAProgram() throws IOException {
    start(List.of("AWSCURRENT"), List.of("AWSPENDING"));

    Cli.Result result = run("status", "--json");

    assertThat(result.code()).isZero();
    assertThat(JSON.std.listFrom(result.out()))
        .isEqualTo(
            List.of(
                new TreeMap<>(
                    Map.of(
                        "secret",
                        "door",
                        "rotationEnabled",
                        true,
                        "nextRotation",
                        "2026-12-24T23:59:59Z",
                        "window",
                        "every 30 days",
                        "pendingVersion",
                        SECOND,
                        "pendingSince",
                        "2026-11-24T10:15:30.250Z"))));
  }

  @Test
  void nothingIsStuckWithPendingBesideCurrent() throws IOException {
    start(List.of("AWSCURRENT", "AWSPENDING"), List.of());

    Cli.Result result = run("unstick", "door");

    assertThat(result.code()).isZero();
    assertThat(result.out())
        .isEqualTo("Nothing is stuck: AWSPENDING is on no version, or on the current one.\n");
  }

  @Test
  void anEmptyPendingVersionIsUnstuck() throws IOException {
    start(List.of("AWSCURRENT"), List.of("AWSPENDING"));

    Cli.Result dry = run("unstick", "door", "--dry-run");
    assertThat(dry.code()).isZero();
    assertThat(dry.out())
        .isEqualTo("Would take AWSPENDING off version %s: it has no value.\n".formatted(SECOND));
    assertThat(labels()).containsEntry(SECOND, List.of("AWSPENDING"));

    Cli.Result done = run("unstick", "door");
    assertThat(done.code()).isZero();
    assertThat(done.out())
        .isEqualTo("Took AWSPENDING off version %s: it has no value.\n".formatted(SECOND));
    assertThat(labels()).isEqualTo(Map.of(FIRST, List.of("AWSCURRENT")));
    assertThat(run("rotate", "door").code()).as("and the next rotation is free to run").isZero();
  }

  /** A service with one secret; a second version is there if it has labels. */
  private void start(List<String> first, List<String> second) throws IOException {
    lock = Files.writeString(directory.resolve("lock"), "first-password");
    String value =
        """
        {"engine":"door","host":"here","username":"me","password":"first-password","dbname":"%s"}"""
            .formatted(lock);
    Path seed = directory.resolve("seed.json");
    Files.writeString(
        seed,
        """
        {"secrets":[{"region":"eu-west-1","name":"door","versions":[
            {"id":"%s","stages":%s,"value":%s}%s],
          "rotation":{"functionArn":"%s","rules":{"AutomaticallyAfterDays":30}}}]}"""
            .formatted(
                FIRST,
                JSON.std.asString(first),
                value,
                second.isEmpty()
                    ? ""
                    : ",{\"id\":\"%s\",\"stages\":%s}".formatted(SECOND, JSON.std.asString(second)),
                FUNCTION));
    service =
        EmbeddedSecretsManager.builder()
            .seed(seed)
            .clock(clock)
            .function("Door", FunctionTarget.parse("class:dev.keyturn.local.FileDoorRotator"))
            // The clock stands still, so that a retry has to be due at once.
            .retries(new RetryPolicy(2, Duration.ZERO))
            .start();
  }

  private Cli.Result run(String... arguments) {
    return Cli.run(
        Stream.concat(
                Arrays.stream(arguments),
                Stream.of("--endpoint", service.endpoint().toString(), "--region", "eu-west-1"))
            .toArray(String[]::new));
  }

  private Map<String, List<String>> labels() {
    try (SecretsManagerClient client = client()) {
      return client.describeSecret(r -> r.secretId("door")).versionIdsToStages();
    }
  }

  private SecretsManagerClient client() {
    return SecretsManagerClient.builder()
        .endpointOverride(service.endpoint())
        .region(Region.EU_WEST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "key")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .build();
  }

  private static void answer(String line) {
    System.setIn(new ByteArrayInputStream((line + "\n").getBytes(StandardCharsets.UTF_8)));
  }
}
