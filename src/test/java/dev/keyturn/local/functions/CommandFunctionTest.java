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
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runtime interface clients that are commands; here the JVM's own java stands for any of them. */
@Timeout(60)
class CommandFunctionTest {

  private static final String ARN = "arn:aws:lambda:eu-west-1:123456789012:function:Probe";
  private static final Scope SCOPE = new Scope(Scope.DEFAULT_ACCOUNT, "eu-west-1");
  private static final String JAVA =
      "'%s' -Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8 -cp \"%s\" "
          .formatted(
              Path.of(System.getProperty("java.home"), "bin", "java"),
              System.getProperty("java.class.path"));
  private static final String CLIENT = JAVA + RuntimeClient.class.getName() + " ";

  private final List<String> log = new CopyOnWriteArrayList<>();
  private final List<String> warnings = new CopyOnWriteArrayList<>();
  private RunnableFunction function;

  @AfterEach
  void close() {
    if (function != null) {
      function.close();
    }
  }

  @Test
  void runsInLambdasEnvironmentAndIsKeptWarm() throws Exception {
    function = command(CLIENT + ProbeHandler.class.getName(), 20, Map.of("EXCLUDE", "a b"));
    function.start(SCOPE, warnings::add);

    invoke("environment");
    assertThatThrownBy(() -> invoke("throw"))
        .isInstanceOf(FunctionException.class)
        .hasMessage("java.lang.IllegalArgumentException: it said so");
    invoke("greet");

    awaitLines("pid ", 2);
    assertThat(lines("pid ").stream().distinct())
        .as("one process, the one of the start")
        .hasSize(1);
    assertThat(log)
        .contains(
            "märchen €",
            "_HANDLER=" + ProbeHandler.class.getName(),
            "AWS_LAMBDA_FUNCTION_NAME=Probe",
            "AWS_REGION=eu-west-1",
            "LAMBDA_TASK_ROOT=" + Path.of("").toAbsolutePath(),
            "SECRETS_MANAGER_ENDPOINT=http://127.0.0.1:4599",
            "AWS_ENDPOINT_URL_SECRETS_MANAGER=http://127.0.0.1:4599",
            "EXCLUDE=a b")
        .noneMatch(line -> line.startsWith("AWS_EXECUTION_ENV="));
    assertThat(warnings).isEmpty();
  }

  @Test
  void oneThatDoesNotStartIsToldAtTheStart() {
    function = command("echo '$HOME' *  a\\;b", 20, Map.of());

    assertThatThrownBy(() -> function.start(SCOPE, warnings::add))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "function Probe cannot start: the function's process ended with exit code 0:"
                + " $HOME * a;b");
  }

  @Test
  void aHandlerThatCannotBeMadeIsToldAtTheStart() {
    function = command(CLIENT + ProbeHandler.class.getName(), 20, Map.of("FAIL_AT_START", "yes"));

    assertThatThrownBy(() -> function.start(SCOPE, warnings::add))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "function Probe cannot start: java.lang.IllegalStateException: no configuration: ");
  }

  @Test
  void oneThatTakesLongToStartIsWarnedOfAndLeftAlone() {
    FunctionSettings settings = settings(20, Map.of());
    ChildCommand sleep =
        new RuntimeCommand(new FunctionTarget.Command(List.of("sleep", "60"), null), settings);
    function = new ProcessFunction(sleep, settings, Duration.ofMillis(200));

    function.start(SCOPE, warnings::add);

    assertThat(warnings)
        .containsExactly("function Probe has not asked for an event within 0.2 s of its start");
  }

  @Test
  void whatIsNotThereIsRefused(@TempDir Path directory) throws Exception {
    Path text = Files.writeString(directory.resolve("text"), "#!/bin/sh");

    assertThatThrownBy(() -> command("no-such-program-1 -m x", 1, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "function Probe: there is no program no-such-program-1 on the PATH; install it, or give"
                + " its path (a command is run without a shell)");
    assertThatThrownBy(() -> command(text.toString(), 1, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "function Probe: there is no program %s in %s"
                .formatted(text, Path.of("").toAbsolutePath()));
    FunctionTarget elsewhere =
        new FunctionTarget.Command(List.of("echo"), directory.resolve("missing"));
    assertThatThrownBy(() -> RunnableFunction.of(elsewhere, settings(1, Map.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("function Probe: there is no directory " + directory.resolve("missing"));
  }

  @Test
  void aDirectoryIsWhereItRuns(@TempDir Path directory) throws Exception {
    Path script = Files.writeString(directory.resolve("run"), "#!/bin/sh\npwd\n");
    assertThat(script.toFile().setExecutable(true)).isTrue();
    function =
        RunnableFunction.of(
            new FunctionTarget.Command(List.of("./run"), directory), settings(20, Map.of()));

    assertThatThrownBy(() -> function.start(SCOPE, warnings::add))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "function Probe cannot start: the function's process ended with exit code 0: "
                + directory.toRealPath());
  }

  private RunnableFunction command(String words, int timeout, Map<String, String> variables) {
    return RunnableFunction.of(
        FunctionTarget.parse("command:" + words), settings(timeout, variables));
  }

  private FunctionSettings settings(int timeout, Map<String, String> variables) {
    return new FunctionSettings(
        "Probe",
        variables,
        Duration.ofSeconds(timeout),
        () -> URI.create("http://127.0.0.1:4599"),
        null,
        new OpenAccess()::open,
        log::add);
  }

  private void invoke(String what) throws FunctionException, InterruptedException {
    byte[] unused = function.invoke(SCOPE, ARN, "\"" + what + "\"");
  }

  /** The log is read by a thread of its own, so that a line may come after the answer. */
  private void awaitLines(String prefix, int number) throws InterruptedException {
    Instant deadline = Instant.now().plusSeconds(10);
    while (lines(prefix).size() < number) {
      assertThat(Instant.now()).as("%s in %s", prefix, log).isBefore(deadline);
      Thread.sleep(5);
    }
  }

  private List<String> lines(String prefix) {
    return log.stream().filter(line -> line.startsWith(prefix)).toList();
  }
}
