package dev.keyturn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** The command {@code serve} in a process of its own, with what it writes. */
final class Serving implements AutoCloseable {

  private static final String READY = "Keyturn is serving Secrets Manager at ";

  private static final int WARNS_OF_NATIVE_CODE = 22;

  private final Process process;
  private final BufferedReader out;
  private final Path errors;
  private final URI endpoint;

  private Serving(Process process, Path errors) throws IOException {
    this.process = process;
    this.errors = errors;
    this.out = process.inputReader(StandardCharsets.UTF_8);
    String first = out.readLine();
    assertThat(first).as("the first line; errors: %s", errors()).startsWith(READY);
    this.endpoint = URI.create(first.substring(READY.length()));
  }

  static Serving start(Path directory, String... options) throws IOException {
    return started(directory, serve(options));
  }

  /** The command that serves, to be altered before it is started. */
  static ProcessBuilder serve(String... options) {
    List<String> arguments = new ArrayList<>(List.of("serve", "--port", "0"));
    arguments.addAll(List.of(options));
    return command(arguments.toArray(String[]::new));
  }

  static Serving started(Path directory, ProcessBuilder command) throws IOException {
    Path errors = directory.resolve("errors");
    return new Serving(command.redirectError(errors.toFile()).start(), errors);
  }

  /** The command in a JVM that has nothing of AWS in its environment, and heeds every signal. */
  static ProcessBuilder command(String... arguments) {
    List<String> command = new ArrayList<>(heedingSignals());
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            // As the launcher does, since a start would take twice as long.
            "-Dio.netty.jfr.enabled=false"));
    if (Runtime.version().feature() >= WARNS_OF_NATIVE_CODE) {
      // As the launcher does, for SQLite's.
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Keyturn.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().keySet().removeIf(name -> name.startsWith("AWS_"));
    return builder;
  }

  /** A build in the background ignores SIGINT, and so would its children. */
  private static List<String> heedingSignals() {
    List<String> env = List.of("env", "--default-signal=INT");
    List<String> trial = new ArrayList<>(env);
    trial.add("true");
    try {
      return new ProcessBuilder(trial)
                  .redirectErrorStream(true)
                  .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                  .start()
                  .waitFor()
              == 0
          ? env
          : List.of();
    } catch (IOException e) {
      return List.of();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  URI endpoint() {
    return endpoint;
  }

  /** The process that serves: what starts it gives way to it. */
  long pid() {
    return process.pid();
  }

  /** A client for the service in one region, which asks once. */
  SecretsManagerClient client() {
    return SecretsManagerClient.builder()
        .endpointOverride(endpoint)
        .region(Region.EU_WEST_1)
        .credentialsProvider(
            StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "key")))
        .httpClientBuilder(UrlConnectionHttpClient.builder())
        .overrideConfiguration(o -> o.retryStrategy(AwsRetryStrategy.doNotRetry()))
        .build();
  }

  String readLine() throws IOException {
    return out.readLine();
  }

  List<ProcessHandle> children() {
    return process.descendants().toList();
  }

  String errors() throws IOException {
    return Files.readString(errors);
  }

  /** Sends a signal, and tells how the process ended and in which time. */
  Ended signal(String name) throws IOException, InterruptedException {
    Instant start = Instant.now();
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    assertThat(process.waitFor(20, TimeUnit.SECONDS)).as("ends after SIG%s", name).isTrue();
    return new Ended(process.exitValue(), Duration.between(start, Instant.now()));
  }

  /** How a process ended. */
  record Ended(int code, Duration after) {}

  /** Ends it as a power cut would, but for the machine. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
