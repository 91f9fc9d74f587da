package dev.keyturn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.InternalServiceErrorException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

/** {@code serve --data} as a process: what it refuses, what it needs, and how it ends. */
@Timeout(90)
class ServeDataTest {

  private static final String FUNCTION = "arn:aws:lambda:eu-west-1:123456789012:function:Door";
  private static final String TOKEN = "00000000-0000-4000-8000-000000000002";

  @TempDir Path directory;
  private Path data;
  private final List<AutoCloseable> open = new ArrayList<>();

  @BeforeEach
  void nameTheDirectory() {
    data = directory.resolve("data");
  }

  @AfterEach
  void stop() throws Exception {
    for (AutoCloseable each : open) {
      each.close();
    }
  }

  @Test
  void aSecondServerIsOneLineThatNamesTheFirst() throws IOException {
    Serving first = start(Serving.serve("--data", data.toString()));

    assertRefused(
        "%s is in use by another server (process %d). Stop that one, or name another directory"
            .formatted(data, first.pid()));

    client(first).createSecret(r -> r.name("s").secretString("x"));
  }

  @Test
  void aFileIsOneLine() throws IOException {
    Files.writeString(data, "not mine");
    assertRefused(data + " is a file. Name a directory, or one that does not exist yet");
  }

  @Test
  void anUnwritableDirectoryIsOneLine() {
    data = Path.of("/proc/keyturn");
    assertRefused(
        "/proc/keyturn cannot be written to: it cannot be made there. Name a directory that this user"
            + " may write to");
  }

  @Test
  void aForeignDirectoryIsOneLine() throws IOException {
    Files.createDirectory(data);
    Files.writeString(data.resolve("thesis.txt"), "years of work");
    assertRefused(
        data
            + " holds files, but none of Keyturn's. Name an empty directory, or one that does not exist"
            + " yet");
  }

  private void assertRefused(String line) {
    Cli.Result result = Cli.run("serve", "--port", "0", "--data", data.toString());

    assertThat(result.err()).isEqualTo("keyturn: " + line + "\n");
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void itsFilesAreTheOwnersAloneWhateverTheUmask() throws IOException {
    Serving serving = start(after("umask 0", Serving.serve("--data", data.toString())));
    client(serving).createSecret(r -> r.name("s").secretString("x"));

    assertThat(permissions(data)).isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(data)) {
      assertThat(files.toList())
          .hasSizeGreaterThan(2)
          .allSatisfy(
              file -> assertThat(permissions(file)).as(file.toString()).isEqualTo("rw-------"));
    }
  }

  /** It may be read-only, and nobody else's library may be run from it. */
  @Test
  void theTemporaryDirectoryIsNotNeeded() throws Exception {
    ProcessBuilder command = Serving.serve("--data", data.toString());
    command.command().add(command.command().indexOf("-cp"), "-Djava.io.tmpdir=/proc");
    Serving serving = start(command);
    client(serving).createSecret(r -> r.name("s").secretString("x"));

    assertThat(serving.errors()).isEmpty();
    serving.kill();
    Serving again = start(Serving.serve("--data", data.toString()));
    try (Stream<Path> files = Files.list(data)) {
      assertThat(files.map(file -> file.getFileName().toString()).filter(n -> n.endsWith(".so")))
          .as("what the killed one left has gone")
          .hasSize(1);
    }
    assertThat(client(again).getSecretValue(r -> r.secretId("s")).secretString()).isEqualTo("x");
  }

  @Test
  void whatCannotLoadItsNativeCodeIsOneLine() throws Exception {
    ProcessBuilder command = Serving.serve("--data", data.toString());
    command.command().add(command.command().indexOf("-cp"), "-Dorg.sqlite.tmpdir=/proc");
    Process process = command.start();

    String errors =
        new String(
            process.getErrorStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(errors)
        .matches(
            "keyturn: SQLite's native code cannot be loaded from /proc: No native library found for"
                + " os\\.name=[^\\n]+\\. Is programs' code forbidden there, or is this machine none that"
                + " SQLite's driver knows\\? Name another directory for it with -Dorg\\.sqlite\\.tmpdir, for instance in"
                + " JAVA_TOOL_OPTIONS\\n");
  }

  @Test
  void twoServersStartAtOnce() throws Exception {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Process process = Serving.serve("--data", directory.resolve("data" + i).toString()).start();
      processes.add(process);
      open.add(process::destroyForcibly);
    }
    for (Process process : processes) {
      assertThat(process.inputReader().readLine())
          .startsWith("Keyturn is serving Secrets Manager at ");
    }
  }

  /** A limit on the size of files is what a full disk is to the server, and can be lifted. */
  @Test
  void aFullDiskIsToldToWhoeverWritesAndHurtsNobodyElse() throws Exception {
    Serving serving = start(after("ulimit -S -f 8000", Serving.serve("--data", data.toString())));
    SecretsManagerClient client = client(serving);
    String large = "x".repeat(60_000);
    int stored = 0;
    InternalServiceErrorException refused = null;
    while (refused == null && stored < 200) {
      String name = "s" + stored;
      refused =
          catchThrowableOfType(
              InternalServiceErrorException.class,
              () -> client.createSecret(r -> r.name(name).secretString(large)));
      stored += refused == null ? 1 : 0;
    }

    assertThat(refused).as("after %d secrets", stored).isNotNull();
    assertThat(refused.statusCode()).isEqualTo(500);
    assertThat(refused.awsErrorDetails().errorMessage())
        .isEqualTo(
            "Nothing was changed, because %s cannot be written: [SQLITE_IOERR_WRITE] I/O error in"
                + " the VFS layer while trying to write to a file on disk (disk I/O error)",
            data.resolve("secrets.db"));
    String last = "s" + stored;
    assertThatThrownBy(() -> client.describeSecret(r -> r.secretId(last)))
        .isInstanceOf(ResourceNotFoundException.class);
    assertThat(client.getSecretValue(r -> r.secretId("s0")).secretString()).isEqualTo(large);
    assertThatThrownBy(() -> client.putSecretValue(r -> r.secretId("s0").secretString("other")))
        .isInstanceOf(InternalServiceErrorException.class);
    assertThat(client.getSecretValue(r -> r.secretId("s0")).secretString()).isEqualTo(large);

    new ProcessBuilder("prlimit", "--pid", Long.toString(serving.pid()), "--fsize=unlimited")
        .inheritIO()
        .start()
        .waitFor();
    client.putSecretValue(r -> r.secretId("s0").secretString("other"));
    assertThat(serving.errors()).isEmpty();
    serving.kill();
    SecretsManagerClient again = client(start(Serving.serve("--data", data.toString())));
    assertThat(again.getSecretValue(r -> r.secretId("s0")).secretString()).isEqualTo("other");
    for (int i = 1; i < stored; i++) {
      String name = "s" + i;
      assertThat(again.getSecretValue(r -> r.secretId(name)).secretString()).isEqualTo(large);
    }
    assertThatThrownBy(() -> again.describeSecret(r -> r.secretId(last)))
        .isInstanceOf(ResourceNotFoundException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "KILL"})
  void aRotationInFlightIsResumedAtTheNextStart(String signal) throws Exception {
    Path lock = Files.writeString(directory.resolve("lock"), "first-password");
    Path hang = Files.createFile(directory.resolve("hang"));
    Serving serving = start(door());
    SecretsManagerClient client = client(serving);
    client.createSecret(r -> r.name("door").secretString(secret(lock)));
    client.rotateSecret(
        r -> r.secretId("door").rotationLambdaARN(FUNCTION).clientRequestToken(TOKEN));
    awaitPendingValue(client);

    Serving.Ended ended = serving.signal(signal);

    assertThat(ended.code()).isEqualTo(signal.equals("TERM") ? 0 : 137);
    assertThat(lock).hasContent("first-password");
    Files.delete(hang);
    SecretsManagerClient again = client(start(door()));
    awaitCurrent(again);
    assertThat(again.getSecretValue(r -> r.secretId("door")).secretString())
        .contains(Files.readString(lock))
        .doesNotContain("first-password");
  }

  private ProcessBuilder door() {
    return Serving.serve(
        "--data", data.toString(), "--function", "Door=class:dev.keyturn.local.FileDoorRotator");
  }

  static String secret(Path lock) {
    return "{\"engine\":\"door\",\"username\":\"me\",\"password\":\"first-password\",\"host\":\"h\",\"dbname\":\"%s\"}"
        .formatted(lock);
  }

  private static void awaitPendingValue(SecretsManagerClient client) throws InterruptedException {
    Instant deadline = Instant.now().plusSeconds(20);
    while (true) {
      try {
        client.getSecretValue(r -> r.secretId("door").versionStage("AWSPENDING"));
        return;
      } catch (ResourceNotFoundException e) {
        assertThat(Instant.now()).as(e.getMessage()).isBefore(deadline);
        Thread.sleep(20);
      }
    }
  }

  private static void awaitCurrent(SecretsManagerClient client) throws InterruptedException {
    Instant deadline = Instant.now().plusSeconds(20);
    while (!client.getSecretValue(r -> r.secretId("door")).versionId().equals(TOKEN)) {
      assertThat(Instant.now()).isBefore(deadline);
      Thread.sleep(20);
    }
  }

  /** A command in a shell that was told something first. */
  private static ProcessBuilder after(String told, ProcessBuilder command) {
    command.command().addAll(0, List.of("sh", "-c", told + "; exec \"$@\"", "sh"));
    return command;
  }

  private Serving start(ProcessBuilder command) throws IOException {
    Serving serving = Serving.started(directory, command);
    open.add(serving);
    return serving;
  }

  private SecretsManagerClient client(Serving serving) {
    SecretsManagerClient client = serving.client();
    open.add(client);
    return client;
  }

  private static String permissions(Path path) {
    try {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
