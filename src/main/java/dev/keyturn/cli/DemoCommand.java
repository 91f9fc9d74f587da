package dev.keyturn.cli;

import dev.keyturn.cli.demo.Demo;
import dev.keyturn.cli.demo.DemoEngine;
import dev.keyturn.cli.demo.DemoStrategy;
import dev.keyturn.cli.demo.KeptStage;
import dev.keyturn.cli.demo.Timeline;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** Shows a rotation, and a crash in the middle of one, on this machine. */
@Command(
    name = "demo",
    description = {
      "Rotates the password of a real server, and kills the function in the middle of it.",
      "Server and Secrets Manager are started here, and a client goes on logging in. "
          + "Needs no account and no network. Exit code 0 only if everything that it prints "
          + "was checked. For mariadb, mariadbd has to be installed here; for iam, moto_server."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  keyturn demo --strategy single"})
final class DemoCommand implements Callable<Integer> {

  private static final Path SEED = Path.of("events", "seed.json");
  private static final Path PARAMETERS = Path.of("target", "demo", "parameters.yaml");

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      description = "The protected service: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.",
      defaultValue = "postgres")
  private DemoEngine engine = DemoEngine.POSTGRES;

  @Option(
      names = "--strategy",
      paramLabel = "STRATEGY",
      description = "How: ${COMPLETION-CANDIDATES}. Default: alternating; with redis, admin.")
  private @Nullable DemoStrategy strategy;

  @Option(
      names = "--keep",
      description =
          "Play nothing: start PostgreSQL at port 5499 and Secrets Manager at port 4599, on "
              + "every address of this machine, with the secret of events/seed.json, for `sam "
              + "local`; until Ctrl-C. Writes target/demo/parameters.yaml, which samconfig.toml "
              + "has functions take.")
  private boolean keep;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws Exception {
    if (keep) {
      keep();
      return Keyturn.DONE;
    }
    DemoStrategy chosen = strategy();
    try (Timeline timeline =
        new Timeline(spec.commandLine().getOut(), Terminal.output(), Terminal.colours())) {
      return new Demo(engine, chosen, timeline).run() ? Keyturn.DONE : Keyturn.FAILED;
    }
  }

  private DemoStrategy strategy() {
    List<DemoStrategy> known = engine.strategies();
    if (strategy != null && !known.contains(strategy)) {
      throw new UsageException(
          "--strategy %s is nothing for %s: choose %s."
              .formatted(
                  strategy,
                  engine,
                  known.stream().map(DemoStrategy::toString).collect(Collectors.joining(" or "))));
    }
    return strategy == null ? known.get(0) : strategy;
  }

  private void keep() throws Exception {
    ParseResult given = spec.commandLine().getParseResult();
    if (given.hasMatchedOption("--engine") || given.hasMatchedOption("--strategy")) {
      throw new UsageException(
          "--keep starts PostgreSQL with one user and plays nothing; leave --engine and --strategy"
              + " out");
    }
    KeptStage stage =
        KeptStage.start(SEED, PARAMETERS, KeptStage.SERVICE_PORT, KeptStage.POSTGRES_PORT);
    UntilSignal.closing(stage::close);
    UntilSignal.ready("Keyturn is serving Secrets Manager at " + stage.endpoint());
    stage.introduction().forEach(spec.commandLine().getOut()::println);
    spec.commandLine().getOut().flush();
    UntilSignal.await();
  }
}
