package dev.keyturn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

/** The service as a process: how it begins, how it ends, and what cannot hold it up. */
@Timeout(90)
class ServeTest {

  private static final String FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:Door";
  private static final String HANDLER = "dev.keyturn.local.FileDoorRotator";

  @TempDir Path directory;
  private Serving serving;
  private SecretsManagerClient client;

  @AfterEach
  void stop() {
    if (client != null) {
      client.close();
    }
    if (serving != null) {
      serving.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void answersOnceItSaysSoAndEndsWithASignal(String signal) throws Exception {
    Path events = directory.resolve("events");
    start("--events", events.toString());
    assertThat(serving.endpoint().toString()).matches("http://127\\.0\\.0\\.1:\\d+");

    String arn = client.createSecret(r -> r.name("s").secretString("hunter2")).arn();
    Serving.Ended ended = serving.signal(signal);

    assertThat(ended.code()).isZero();
    assertThat(ended.after()).isLessThan(Duration.ofSeconds(10));
    assertThat(serving.errors()).isEmpty();
    assertThat(serving.readLine()).as("a second line on standard output").isNull();
    List<String> lines = Files.readAllLines(events);
    assertThat(lines).hasSize(1);
    assertThat(JSON.std.mapFrom(lines.get(0)))
        .containsEntry("type", "ApiCall")
        .containsEntry("operation", "CreateSecret")
        .containsEntry("secret", "s");
    assertThat(lines.get(0)).doesNotContain("hunter2");
    assertThat(arn).startsWith("arn:aws:secretsmanager:eu-west-1:123456789012:secret:s-");
  }

  @ParameterizedTest
  @ValueSource(strings = {"process:", "class:"})
  void endsARotationThatIsInFlight(String kind) throws Exception {
    start("--function", "Door=" + kind + HANDLER);
    Path lock = Files.writeString(directory.resolve("lock"), "first-password");
    Files.createFile(directory.resolve("hang"));
    createDoor(lock);
    client.rotateSecret(r -> r.secretId("door").rotationLambdaARN(FUNCTION));
    awaitPendingValue();
    List<ProcessHandle> children = serving.children();
    assertThat(children.isEmpty()).isEqualTo(kind.equals("class:"));

    Serving.Ended ended = serving.signal("TERM");

    assertThat(ended.code()).isZero();
    assertThat(ended.after()).isLessThan(Duration.ofSeconds(10));
    for (ProcessHandle child : children) {
      child.onExit().get(5, TimeUnit.SECONDS);
      assertThat(child.isAlive()).isFalse();
    }
    // That it started slowly is told where many tests share a processor.
    assertThat(serving.errors().lines())
        .allMatch(line -> line.contains("has not asked for an event within"));
  }

  @Test
  void followingARotationIsInterruptedWithExitCode130() throws Exception {
    start("--function", "Door=class:" + HANDLER);
    Path lock = Files.writeString(directory.resolve("lock"), "first-password");
    createDoor(lock);
    client.rotateSecret(r -> r.secretId("door").rotationLambdaARN(FUNCTION));
    awaitRotated();
    Files.createFile(directory.resolve("hang"));
    Process rotate =
        Serving.command(
                "rotate",
                "door",
                "--region",
                "eu-west-1",
                "--endpoint",
                serving.endpoint().toString())
            .redirectErrorStream(true)
            .start();
    BufferedReader lines = rotate.inputReader(StandardCharsets.UTF_8);
    for (String line = lines.readLine(); !line.contains("setSecret starts"); ) {
      line = lines.readLine();
    }

    new ProcessBuilder("kill", "-INT", Long.toString(rotate.pid())).start().waitFor();

    assertThat(rotate.waitFor(10, TimeUnit.SECONDS)).isTrue();
    assertThat(rotate.exitValue()).isEqualTo(130);
  }

  @Test
  void aPipeThatNobodyReadsHoldsNothingUp() throws Exception {
    start("--events", "-");
    String name = "s".repeat(500);
    client.createSecret(r -> r.name(name).secretString("x"));
    Instant start = Instant.now();
    // Twice what a pipe and its reader's buffer take.
    for (int i = 0; i < 300; i++) {
      client.describeSecret(r -> r.secretId(name));
    }
    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(30));

    Serving.Ended ended = serving.signal("TERM");

    assertThat(ended.code()).isZero();
    assertThat(ended.after()).isLessThan(Duration.ofSeconds(10));
    assertThat(JSON.std.mapFrom(serving.readLine())).containsEntry("operation", "CreateSecret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "2 | --function F=class:com.example.Nothing | function F: class com.example.Nothing or one that"
            + " it needs is not found: com.example.Nothing",
        "2 | --function F=process:com.example.Nothing | function F: class com.example.Nothing is not"
            + " found in Keyturn's own classes",
        "2 | --function F=process:/nowhere!com.example.A | there is no directory /nowhere",
        "2 | --function F=file:a | function target 'file:a' is none of class:[DIR!]NAME,"
            + " process:[DIR!]NAME[::handleRequest], command:COMMAND and http(s)://HOST[:PORT][/FUNCTION]",
        "2 | --function F=command:nothing-here-1 | function F: there is no program nothing-here-1 on the"
            + " PATH; install it, or give its path (a command is run without a shell)",
        "2 | --function F=http://a/b/c | function target 'http://a/b/c' is no"
            + " http(s)://HOST[:PORT][/FUNCTION]: give the address of a Lambda Invoke API, and after it at"
            + " most a function's name",
        "2 | --function F=http://a --function-env F.KEY=3 | function F runs at http://a, where its"
            + " environment is set; --function-env is for functions that run here",
        "2 | --template /nowhere/template.yaml | there is no template /nowhere/template.yaml",
        "2 | --template template.yaml --function-env F.KEY=3 | a variable is for function F, which does not"
            + " exist",
        "2 | --function-env PASSWORD_LENGTH=3 | --function-env takes NAME.KEY=VALUE",
        "2 | --function-env F.PASSWORD_LENGTH | --function-env takes NAME.KEY=VALUE",
        "2 | --function-env F.=3 | --function-env takes NAME.KEY=VALUE",
        "2 | --function-env F.KEY=3 | a variable is for function F, which does not exist",
        "2 | --seed /nowhere/seed.json | there is no seed file /nowhere/seed.json",
        "2 | --events /nowhere/events | cannot write events to /nowhere/events (No such file or directory)",
        "1 | --host 192.0.2.7 | cannot listen at 192.0.2.7:4599: this machine has no such address. Choose"
            + " one of its own with --host, or 0.0.0.0 for all of them.",
        "1 | --host nowhere.invalid | cannot listen at nowhere.invalid:4599: the name is not known. Choose"
            + " an address of this machine with --host.",
      })
  void whatCannotBeServedIsOneLineBeforeAnythingListens(int code, String options, String line) {
    String[] arguments = ("serve " + options).split(" ", -1);

    Cli.Result result = Cli.run(arguments);

    assertThat(result.err()).isEqualTo("keyturn: " + line + "\n");
    assertThat(result.code()).isEqualTo(code);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void aPortInUseIsOneLine() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Cli.Result result = Cli.run("serve", "--port", Integer.toString(other.getLocalPort()));

      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err())
          .isEqualTo(
              ("keyturn: cannot listen at 127.0.0.1:%d: the port is in use. Stop what listens there,"
                      + " or choose another one with --port (0 picks a free one).\n")
                  .formatted(other.getLocalPort()));
    }
  }

  @Test
  void aBadSeedIsOneLineThatQuotesNothing() throws IOException {
    Path seed = Files.writeString(directory.resolve("seed"), "{\"secrets\":[\"hunter2\"");

    Cli.Result result = Cli.run("serve", "--seed", seed.toString());

    assertThat(result.code()).isEqualTo(2);
    assertThat(result.err())
        .isEqualTo("keyturn: seed file %s is not readable JSON\n".formatted(seed));
  }

  @ParameterizedTest
  @CsvSource({"'', true", "1, false"})
  void coloursAreForTerminalsAndForWhoeverDoesNotDeclineThem(String noColor, boolean coloured)
      throws Exception {
    ProcessBuilder command = Serving.command("--help");
    command.command().add(command.command().size() - 2, "-Dkeyturn.terminal.output=true");
    command.environment().put("NO_COLOR", noColor);
    command.environment().put("TERM", "xterm");
    Process process = command.start();

    String help = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isZero();
    assertThat(help).contains("serve");
    assertThat(help.contains("\u001b[")).isEqualTo(coloured);
  }

  @Test
  void whoeverFollowsIsToldOverHttp() throws Exception {
    start("--function", "Door=class:" + HANDLER, "--verbose");
    createDoor(Files.writeString(directory.resolve("lock"), "first-password"));
    client.rotateSecret(r -> r.secretId("door").rotationLambdaARN(FUNCTION));
    awaitRotated();

    Cli.Result result =
        Cli.run(
            "rotate", "door", "--endpoint", serving.endpoint().toString(), "--region", "eu-west-1");

    assertThat(result.code()).as(result.err()).isZero();
    assertThat(result.err()).contains("RotationStarted", "  finishSecret starts, attempt 1");
    Instant deadline = Instant.now().plusSeconds(5);
    while (!serving.errors().contains("\"type\":\"FunctionLog\"")) {
      assertThat(Instant.now()).as("--verbose: %s", serving.errors()).isBefore(deadline);
      Thread.sleep(20);
    }
    assertThat(serving.errors())
        .contains("\"operation\":\"RotateSecret\"")
        .doesNotContain("first-password");
  }

  private void start(String... options) throws IOException {
    serving = Serving.start(directory, options);
    client =
        SecretsManagerClient.builder()
            .endpointOverride(serving.endpoint())
            .region(Region.EU_WEST_1)
            .credentialsProvider(
                StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "key")))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
  }

  private void createDoor(Path lock) {
    client.createSecret(
        r ->
            r.name("door")
                .clientRequestToken(UUID.randomUUID().toString())
                .secretString(
                    """
                    {"engine":"door","host":"here","username":"me","password":"first-password",
                     "dbname":"%s"}"""
                        .formatted(lock)));
  }

  /** createSecret is done, so that setSecret is what hangs. */
  private void awaitPendingValue() throws InterruptedException {
    Instant deadline = Instant.now().plusSeconds(20);
    while (true) {
      try {
        client.getSecretValue(r -> r.secretId("door").versionStage("AWSPENDING"));
        Thread.sleep(300);
        return;
      } catch (ResourceNotFoundException e) {
        assertThat(Instant.now()).as(e.getMessage()).isBefore(deadline);
        Thread.sleep(20);
      }
    }
  }

  private void awaitRotated() throws InterruptedException {
    Instant deadline = Instant.now().plusSeconds(20);
    while (client.describeSecret(r -> r.secretId("door")).lastRotatedDate() == null) {
      assertThat(Instant.now()).isBefore(deadline);
      Thread.sleep(20);
    }
  }
}
