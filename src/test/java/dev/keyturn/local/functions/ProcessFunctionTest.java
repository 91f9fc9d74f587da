package dev.keyturn.local.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.local.auth.OpenAccess;
import dev.keyturn.local.rotation.FunctionException;
import dev.keyturn.local.secrets.Scope;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Functions in child processes, under AWS's runtime client and under the own one. */
@Timeout(60)
class ProcessFunctionTest {

  private static final String ARN = "arn:aws:lambda:eu-west-1:123456789012:function:Probe";
  private static final Scope SCOPE = new Scope(Scope.DEFAULT_ACCOUNT, "eu-west-1");
  private static final String CLIENT = "keyturn.runtime.client";

  private final List<String> log = new CopyOnWriteArrayList<>();
  private RunnableFunction function;

  @AfterEach
  void close() {
    if (function != null) {
      function.close();
    }
    System.clearProperty(CLIENT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"aws", "own"})
  void runsAsLambdaRunsIt(String client) throws Exception {
    System.setProperty(CLIENT, client);
    function = process("process:" + ProbeHandler.class.getName() + "::handleRequest", 20, Map.of());

    invoke("greet");
    assertThat(awaited("märchen €")).as("the log is UTF-8").isNotEmpty();
    assertThat(awaited("by the logger")).isNotEmpty();

    invoke("context");
    assertThat(awaited("Probe " + ARN + " true request")).isNotEmpty();

    assertThatThrownBy(() -> invoke("throw"))
        .isInstanceOf(FunctionException.class)
        .hasMessage("java.lang.IllegalArgumentException: it said so");
    assertThatThrownBy(() -> invoke("throw nothing"))
        .isInstanceOf(FunctionException.class)
        .hasMessage("java.lang.IllegalStateException");
    assertThatThrownBy(() -> invoke("error"))
        .isInstanceOf(FunctionException.class)
        .hasMessage("java.lang.NoClassDefFoundError: org/example/Missing");

    invoke("greet");
    awaitLines("pid ", 3);
    assertThat(lines("pid ").stream().distinct()).as("one warm process for all of them").hasSize(1);

    assertThatThrownBy(() -> invoke("exit"))
        .isInstanceOf(FunctionException.class)
        .hasMessage("the function's process ended with exit code 3");
    invoke("spawn");
    long other = pid(awaitLines("pid ", 4));
    long child = pid(awaitLines("spawned ", 1));
    assertThat(lines("pid ").stream().distinct()).as("a new one").hasSize(2);

    function.close();
    assertThat(ended(other)).as("the process").isTrue();
    assertThat(ended(child)).as("what the process started").isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"aws", "own"})
  void aProcessThatTakesTooLongIsKilled(String client) {
    System.setProperty(CLIENT, client);
    function = process("process:" + ProbeHandler.class.getName(), 1, Map.of());
    Instant start = Instant.now();

    assertThatThrownBy(() -> invoke("sleep"))
        .isInstanceOf(FunctionException.class)
        .hasMessage("the function took longer than its timeout of 1 s");

    assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(5));
    assertThat(children()).noneMatch(command -> command.contains(ProbeHandler.class.getName()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"aws", "own"})
  void aHandlerThatCannotBeMadeSaysWhy(String client) {
    System.setProperty(CLIENT, client);
    function =
        process("process:" + ProbeHandler.class.getName(), 20, Map.of("FAIL_AT_START", "yes"));

    assertThatThrownBy(() -> invoke("greet"))
        .isInstanceOf(FunctionException.class)
        .message()
        .endsWith("java.lang.IllegalStateException: no configuration");
  }

  @Test
  void theEnvironmentIsLambdasAndNotTheLaptops() throws Exception {
    function =
        process("process:" + ProbeHandler.class.getName(), 20, Map.of("EXCLUDE_NUMBERS", "true"));

    invoke("environment");

    awaitLines("pid ", 1);
    assertThat(log)
        .contains(
            "_HANDLER=" + ProbeHandler.class.getName(),
            "AWS_LAMBDA_FUNCTION_NAME=Probe",
            "AWS_LAMBDA_FUNCTION_VERSION=$LATEST",
            "AWS_REGION=eu-west-1",
            "AWS_DEFAULT_REGION=eu-west-1",
            "AWS_ENDPOINT_URL_SECRETS_MANAGER=http://127.0.0.1:4599",
            "SECRETS_MANAGER_ENDPOINT=http://127.0.0.1:4599",
            "LAMBDA_TASK_ROOT=" + Path.of("").toAbsolutePath(),
            "TZ=:UTC",
            "AWS_EXECUTION_ENV=AWS_Lambda_java" + Runtime.version().feature(),
            "EXCLUDE_NUMBERS=true",
            "PATH=" + System.getenv("PATH"));
    assertThat(lines("AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY=", "AWS_SESSION_TOKEN="))
        .hasSize(3)
        .noneMatch(line -> line.endsWith("="));
  }

  @Test
  void closingEndsAnInvocationThatRuns() throws Exception {
    function = process("process:" + ProbeHandler.class.getName(), 60, Map.of());
    CompletableFuture<Void> invocation =
        CompletableFuture.runAsync(
            () -> {
              try {
                invoke("sleep");
              } catch (Exception e) {
                throw new IllegalStateException(e.getMessage(), e);
              }
            });
    Instant deadline = Instant.now().plusSeconds(20);
    while (children().isEmpty() && Instant.now().isBefore(deadline)) {
      Thread.sleep(10);
    }

    function.close();

    assertThatThrownBy(() -> invocation.get(5, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .as("in the process, or on the way to it")
        .hasMessageMatching(
            ".*(the function's process ended with exit code 137|the service is closing)");
    assertThatThrownBy(() -> invoke("greet"))
        .isInstanceOf(FunctionException.class)
        .hasMessage("the service is closing");
    assertThat(children()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"aws", "own"})
  void aDirectoryIsWhatVarTaskWouldBe(String client, @TempDir Path directory) throws Exception {
    System.setProperty(CLIENT, client);
    TaskBuilder.greeter(directory);
    function = process("process:" + directory + "!example.Greeter::handleRequest", 20, Map.of());

    invoke("greet");

    awaitLines("hello from lib", 1);
    assertThat(log)
        .contains(
            "in " + directory.toRealPath(),
            "LAMBDA_TASK_ROOT=" + directory,
            "dev.keyturn.rotators.postgres.PostgresRotator is " + lent(client));
  }

  /** AWS's client needs nothing of Keyturn; the own one is part of it. */
  private static String lent(String client) {
    return client.equals("own") ? "there" : "not there";
  }

  @Test
  void whatCannotRunIsRefusedAtTheStart(@TempDir Path directory) throws Exception {
    Path empty = Files.createDirectory(directory.resolve("empty"));

    assertThatThrownBy(() -> process("process:" + empty + "!example.Greeter", 1, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("function Probe: class example.Greeter is not found in " + empty);
    assertThatThrownBy(() -> process("process:" + empty + "/no!example.Greeter", 1, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no directory " + empty + "/no");
    assertThatThrownBy(() -> process("process:example.Greeter", 1, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("function Probe: class example.Greeter is not found in Keyturn's own classes");
  }

  private RunnableFunction process(String target, int timeout, Map<String, String> variables) {
    return RunnableFunction.of(
        FunctionTarget.parse(target),
        new FunctionSettings(
            "Probe",
            variables,
            Duration.ofSeconds(timeout),
            () -> URI.create("http://127.0.0.1:4599"),
            new PendingStore(),
            new OpenAccess()::open,
            log::add));
  }

  private void invoke(String what) throws FunctionException, InterruptedException {
    function.invoke(SCOPE, ARN, "\"" + what + "\"");
  }

  /** The log is read by a thread of its own, so that a line may come after the answer. */
  private String awaitLines(String prefix, int number) throws InterruptedException {
    Instant deadline = Instant.now().plusSeconds(10);
    while (lines(prefix).size() < number) {
      assertThat(Instant.now()).as("%s in %s", prefix, log).isBefore(deadline);
      Thread.sleep(5);
    }
    return lines(prefix).get(number - 1);
  }

  private String awaited(String line) throws InterruptedException {
    return awaitLines(line, 1);
  }

  private List<String> lines(String... prefixes) {
    return log.stream()
        .filter(line -> List.of(prefixes).stream().anyMatch(line::startsWith))
        .toList();
  }

  private static long pid(String line) {
    return Long.parseLong(line.substring(line.indexOf(' ') + 1));
  }

  private static boolean ended(long pid) throws Exception {
    ProcessHandle process = ProcessHandle.of(pid).orElse(null);
    if (process != null) {
      process.onExit().get(5, TimeUnit.SECONDS);
    }
    return process == null || !process.isAlive();
  }

  private static List<String> children() {
    return ProcessHandle.current()
        .descendants()
        .filter(ProcessHandle::isAlive)
        .map(child -> child.info().commandLine().orElse(""))
        .filter(command -> command.contains("java"))
        .toList();
  }
}
