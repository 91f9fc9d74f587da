package dev.keyturn.cli;

import dev.keyturn.local.auth.OpenAccess;
import dev.keyturn.local.functions.FunctionSettings;
import dev.keyturn.local.functions.InvokeApi;
import dev.keyturn.local.secrets.Scope;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Serves one function over Lambda's Invoke API until it is told to stop. */
@Command(
    name = "run-function",
    description = {
      "Serves one rotation function over Lambda's Invoke API.",
      "It runs in a child process, as Lambda runs it. SIGTERM and Ctrl-C end it with "
          + "exit code 0."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {
      "",
      "Example:",
      "  keyturn run-function --endpoint http://127.0.0.1:4599 \\",
      "    Rotator=process:dev.keyturn.rotators.postgres.PostgresRotator"
    })
final class RunFunctionCommand implements Runnable {

  private static final int LAST_PORT = 65_535;
  private static final int LONGEST_SECONDS = 900;

  @Parameters(
      paramLabel = "NAME[=TARGET]",
      description =
          "The function. TARGET is process:[DIR!]NAME[::handleRequest], a child JVM, or "
              + "command:COMMAND, a runtime interface client of any language. Without TARGET it is "
              + "the function of --template that has this name.")
  private String function = "";

  @Option(
      names = "--template",
      paramLabel = "FILE",
      description = "SAM template; its built one is used if there is one.")
  private @Nullable Path template;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      description = "Address to listen on; default: ${DEFAULT-VALUE}.")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      paramLabel = "PORT",
      description = "Port; 0 picks a free one; default: ${DEFAULT-VALUE}.")
  private int port = 3001;

  @Option(
      names = "--function-env",
      paramLabel = "NAME.KEY=VALUE",
      description = "An environment variable of the function, over its template's.")
  private List<String> variables = new ArrayList<>();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long an invocation may take; by default as the template says, else 30.")
  private @Nullable Integer timeout;

  @Mixin private ServiceOptions service = new ServiceOptions();

  @Override
  public void run() {
    if (port < 0 || port > LAST_PORT) {
      throw new UsageException("--port " + port + " is not a port from 0 to " + LAST_PORT);
    }
    if (timeout != null && (timeout < 1 || timeout > LONGEST_SECONDS)) {
      throw new UsageException(
          "--timeout %d is not a number of seconds from 1 to %d"
              .formatted(timeout, LONGEST_SECONDS));
    }
    FunctionChoice choice = FunctionChoice.of(function, template);
    InvokeApi api = start(choice);
    UntilSignal.closing(api::close);
    String literal = host.contains(":") ? "[" + host + "]" : host;
    UntilSignal.ready(
        "Keyturn is serving function %s at http://%s:%d"
            .formatted(choice.name(), literal, api.port()));
    UntilSignal.await();
  }

  private InvokeApi start(FunctionChoice choice) {
    URI endpoint = service.endpoint();
    if (endpoint == null) {
      throw new UsageException(
          "a function that runs here never calls AWS itself. Set --endpoint or"
              + " AWS_ENDPOINT_URL_SECRETS_MANAGER to the Secrets Manager that it is to call");
    }
    Scope scope = new Scope(Scope.DEFAULT_ACCOUNT, service.region().id());
    LineWriter errors = new LineWriter(System.err);
    try {
      return InvokeApi.listen(
          new InetSocketAddress(host, port),
          choice.target(),
          new FunctionSettings(
              choice.name(),
              choice.variables(
                  scope.region(), variables.stream().map(FunctionVariable::parse).toList()),
              timeout == null ? choice.timeout() : Duration.ofSeconds(timeout),
              () -> endpoint,
              null,
              new OpenAccess()::open,
              errors::line),
          scope,
          errors::line);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    } catch (BindException e) {
      throw new IllegalStateException(BindFailure.of(host, port, e), e);
    } catch (IOException e) {
      throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
    }
  }
}
