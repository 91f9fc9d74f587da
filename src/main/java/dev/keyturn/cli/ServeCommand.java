package dev.keyturn.cli;

import dev.keyturn.local.EmbeddedSecretsManager;
import dev.keyturn.local.EmbeddedSecretsManagerBuilder;
import dev.keyturn.local.events.EventJson;
import dev.keyturn.local.events.ServiceEvent;
import dev.keyturn.local.functions.FunctionTarget;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** Runs the embedded Secrets Manager until it is told to stop. */
@Command(
    name = "serve",
    description = {
      "Runs the embedded Secrets Manager, for any AWS SDK, the AWS CLI and Terraform.",
      "Everything is kept in memory, unless there is --data. SIGTERM and Ctrl-C end it with exit code 0."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    showDefaultValues = true,
    footer = {
      "",
      "Example:",
      "  keyturn serve --function Rotator=class:dev.keyturn.rotators.postgres.PostgresRotator",
      "  keyturn serve --data ./secrets"
    })
final class ServeCommand implements Runnable {

  private static final int LAST_PORT = 65_535;

  @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to listen on.")
  private String host = "127.0.0.1";

  @Option(names = "--port", paramLabel = "PORT", description = "Port; 0 picks a free one.")
  private int port = 4599;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "Keep everything in this directory, which is made if it does not exist. What was "
              + "answered is on the disk, whatever happens to the process; a rotation that was "
              + "under way is resumed at the next start. One server at a time. Values are in "
              + "clear, in files of the owner's.")
  private @Nullable Path data;

  @Option(
      names = "--seed",
      paramLabel = "FILE",
      description = "JSON file of secrets to create at the start.")
  private @Nullable Path seed;

  @Option(
      names = "--function",
      showDefaultValue = Visibility.NEVER,
      paramLabel = "NAME=TARGET",
      description =
          "A rotation function: what arn:aws:lambda:…:function:NAME means. TARGET is "
              + "class:[DIR!]NAME in this JVM, process:[DIR!]NAME[::handleRequest] in a child JVM, "
              + "command:COMMAND for a runtime interface client of any language, or "
              + "http(s)://HOST[:PORT][/FUNCTION] for Lambda's Invoke API, as of sam local "
              + "start-lambda.")
  private Map<String, String> functions = new LinkedHashMap<>();

  @Option(
      names = "--template",
      showDefaultValue = Visibility.NEVER,
      paramLabel = "FILE",
      description =
          "SAM template: every function in it, with its variables and time-out, by its "
              + "logical id and its FunctionName. The one that sam build made of it is used if "
              + "there is one.")
  private List<Path> templates = new ArrayList<>();

  @Option(
      names = "--function-env",
      showDefaultValue = Visibility.NEVER,
      paramLabel = "NAME.KEY=VALUE",
      description = "An environment variable of a function, over its template's.")
  private List<String> functionVariables = new ArrayList<>();

  @Option(
      names = "--credentials",
      paramLabel = "FILE",
      description =
          "JSON file of access keys, their principals and IAM policies: signatures are then "
              + "verified and every call is authorised. Without it any key may do everything.")
  private @Nullable Path credentials;

  @Mixin private RotationOptions rotations = new RotationOptions();

  @Option(
      names = "--events",
      paramLabel = "FILE",
      description = "Write every event as a line of JSON; - is standard output.")
  private @Nullable String events;

  @ParentCommand private Keyturn keyturn;

  private final List<LineWriter> writers = new ArrayList<>();

  @Override
  public void run() {
    LateLines lines = new LateLines();
    EmbeddedSecretsManager service = start(lines);
    UntilSignal.closing(() -> end(service));
    service.warnings().forEach(warning -> System.err.println("keyturn: warning: " + warning));
    UntilSignal.ready("Keyturn is serving Secrets Manager at " + service.endpoint());
    lines.open();
    UntilSignal.await();
  }

  private void end(EmbeddedSecretsManager service) {
    service.close();
    writers.forEach(LineWriter::close);
  }

  private EmbeddedSecretsManager start(LateLines lines) {
    try {
      EmbeddedSecretsManagerBuilder builder = describe();
      List<Consumer<ServiceEvent>> watchers = watchers(lines);
      builder.observer(event -> watchers.forEach(watcher -> watcher.accept(event)));
      return builder.start();
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), e);
    } catch (BindException e) {
      throw new IllegalStateException(BindFailure.of(host, port, e), e);
    } catch (IOException e) {
      throw new UncheckedIOException(String.valueOf(e.getMessage()), e);
    }
  }

  private EmbeddedSecretsManagerBuilder describe() {
    if (port < 0 || port > LAST_PORT) {
      throw new UsageException("--port " + port + " is not a port from 0 to " + LAST_PORT);
    }
    EmbeddedSecretsManagerBuilder builder = EmbeddedSecretsManager.builder().host(host).port(port);
    rotations.describe(builder);
    functions.forEach((name, target) -> builder.function(name, FunctionTarget.parse(target)));
    templates.forEach(builder::template);
    functionVariables.stream()
        .map(FunctionVariable::parse)
        .forEach(v -> builder.functionVariable(v.function(), v.key(), v.value()));
    if (seed != null) {
      builder.seed(seed);
    }
    if (data != null) {
      builder.data(data);
    }
    if (credentials != null) {
      builder.credentials(credentials);
    }
    return builder;
  }

  private List<Consumer<ServiceEvent>> watchers(LateLines lines) {
    List<Consumer<ServiceEvent>> watchers = new ArrayList<>();
    if (events != null) {
      LineWriter writer = writer(stream(events));
      Consumer<String> sink = events.equals("-") ? lines.until(writer::line) : writer::line;
      watchers.add(event -> sink.accept(EventJson.of(event)));
    }
    if (keyturn.verbose()) {
      LineWriter writer = writer(System.err);
      watchers.add(event -> writer.line(EventJson.of(event)));
    }
    return watchers;
  }

  private LineWriter writer(PrintStream out) {
    LineWriter writer = new LineWriter(out);
    writers.add(writer);
    return writer;
  }

  private static PrintStream stream(String file) {
    if (file.equals("-")) {
      return System.out;
    }
    try {
      return new PrintStream(new FileOutputStream(file, true), false, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UsageException("cannot write events to " + e.getMessage(), e);
    }
  }
}
