package dev.keyturn.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One function as a process that others invoke. */
@Timeout(60)
class RunFunctionTest {

  private static final String PROBE = "dev.keyturn.local.functions.ProbeHandler";

  @TempDir Path directory;
  private Path template;
  private Process process;

  @BeforeEach
  void write() throws IOException {
    template =
        Files.writeString(
            directory.resolve("template.yaml"),
            """
            Globals: {Function: {Runtime: java25, Handler: %s}}
            Resources:
              Probe:
                Type: AWS::Serverless::Function
                Properties:
                  FunctionName: !Sub '${AWS::StackName}-probe'
                  Timeout: 7
                  Environment: {Variables: {WHERE: !Ref 'AWS::Region', TABLE: !Ref Table}}
              Web: {Type: 'AWS::Serverless::Function', Properties: {Runtime: nodejs22.x}}
            """
                .formatted(PROBE));
  }

  @AfterEach
  void stop() {
    if (process != null) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  @Test
  void aTemplatesFunctionIsServedUntilASignal() throws Exception {
    Path errors = directory.resolve("errors");
    process =
        Serving.command(
                "run-function",
                "local-probe",
                "--template",
                template.toString(),
                "--port",
                "0",
                "--endpoint",
                "http://127.0.0.1:4599",
                "--region",
                "eu-west-1",
                "--function-env",
                "Probe.TABLE=t=1")
            .redirectError(errors.toFile())
            .start();
    BufferedReader out = process.inputReader(UTF_8);
    String ready = out.readLine();
    assertThat(ready)
        .as(Files.readString(errors))
        .matches("Keyturn is serving function local-probe at http://127\\.0\\.0\\.1:\\d+");
    URI uri = URI.create(ready.substring(ready.lastIndexOf(' ') + 1));

    HttpResponse<String> answer =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(uri.resolve("/2015-03-31/functions/local-probe/invocations"))
                    .POST(BodyPublishers.ofString("\"environment\""))
                    .build(),
                BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    List<ProcessHandle> children = process.descendants().toList();
    assertThat(children).hasSize(1);

    new ProcessBuilder("kill", "-TERM", Long.toString(process.pid())).start().waitFor();
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();

    assertThat(process.exitValue()).isZero();
    assertThat(out.readLine()).as("a second line on standard output").isNull();
    children.get(0).onExit().get(5, TimeUnit.SECONDS);
    assertThat(Files.readAllLines(errors))
        .contains(
            "WHERE=eu-west-1",
            "TABLE=t=1",
            "AWS_REGION=eu-west-1",
            "AWS_LAMBDA_FUNCTION_NAME=local-probe",
            "AWS_ENDPOINT_URL_SECRETS_MANAGER=http://127.0.0.1:4599");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "F | 'F' is neither NAME=TARGET nor, with --template, the NAME of a function",
        "F=process:a.B --template TEMPLATE | 'F=process:a.B' is neither NAME=TARGET nor, with --template,"
            + " the NAME of a function",
        "F=class:a.B | run-function runs a function in a child process, which 'class:a.B' is not. Use"
            + " process: or command:",
        "F=http://a | run-function runs a function in a child process, which 'http://a' is not. Use"
            + " process: or command:",
        "F=process:a.B | function F: class a.B is not found in Keyturn's own classes",
        "F=command:nothing-here-1 | function F: there is no program nothing-here-1 on the PATH; install"
            + " it, or give its path (a command is run without a shell)",
        "F=command:echo | function F cannot start: the function's process ended with exit code 0",
        "F=process:PROBE --port 65536 | --port 65536 is not a port from 0 to 65535",
        "F=process:PROBE --timeout 0 | --timeout 0 is not a number of seconds from 1 to 900",
        "F --template TEMPLATE | template TEMPLATE has no function F. It has local-probe, Probe, Web",
        "Web --template TEMPLATE | function Web cannot run here: its runtime is 'nodejs22.x', neither Java"
            + " nor Python. Run it with Web=command:COMMAND",
        "Probe --template TEMPLATE | template TEMPLATE: Resources.Probe.Properties.Environment.Variables.TABLE:"
            + " Table is neither a parameter nor a function of this template. Set it with --function-env Probe.TABLE=VALUE",
        "F=process:PROBE --function-env G.KEY=3 | a variable is for function G, which is not the one that is"
            + " run",
        "F=process:PROBE --function-env KEY=3 | --function-env takes NAME.KEY=VALUE",
        "F --template /nowhere.yaml | there is no template /nowhere.yaml",
      })
  void whatCannotBeServedIsOneLine(String options, String line) {
    String[] arguments =
        ("run-function --endpoint http://127.0.0.1:4599 --region eu-west-1 " + options)
            .replace("TEMPLATE", template.toString())
            .replace("PROBE", PROBE)
            .split(" ", -1);

    Cli.Result result = Cli.run(arguments);

    assertThat(result.err())
        .isEqualTo("keyturn: " + line.replace("TEMPLATE", template.toString()) + "\n");
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void aFunctionNeverCallsAwsItself() throws Exception {
    process = Serving.command("run-function", "F=process:" + PROBE).start();

    assertThat(new String(process.getErrorStream().readAllBytes(), UTF_8))
        .isEqualTo(
            "keyturn: a function that runs here never calls AWS itself. Set --endpoint or"
                + " AWS_ENDPOINT_URL_SECRETS_MANAGER to the Secrets Manager that it is to call\n");
    assertThat(process.waitFor()).isEqualTo(2);
  }

  @Test
  void aPortInUseIsOneLine() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Cli.Result result =
          Cli.run(
              "run-function",
              "F=process:" + PROBE,
              "--endpoint",
              "http://127.0.0.1:4599",
              "--region",
              "eu-west-1",
              "--port",
              Integer.toString(other.getLocalPort()));

      assertThat(result.code()).isEqualTo(1);
      assertThat(result.err())
          .isEqualTo(
              ("keyturn: cannot listen at 127.0.0.1:%d: the port is in use. Stop what listens there,"
                      + " or choose another one with --port (0 picks a free one).\n")
                  .formatted(other.getLocalPort()));
    }
  }
}
