package dev.keyturn.cli;

import dev.keyturn.cli.doctor.Unstick;
import dev.keyturn.rotation.RotationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** Proves which credential logs in, and repairs the labels accordingly. */
@Command(
    name = "unstick",
    description = {
      "Repairs the labels of a secret whose rotation is stuck.",
      "A pending version without a value loses AWSPENDING. With a value, each credential "
          + "is tried once: if the pending one logs in, it becomes current; if only the "
          + "current one does, AWSPENDING is taken off; if the service cannot be asked or "
          + "neither logs in, nothing is changed. Exit code 1 if nothing could be repaired."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  keyturn unstick app-db --dry-run"})
final class UnstickCommand implements Callable<Integer> {

  @Parameters(paramLabel = "SECRET", description = "Name or ARN.")
  private String secret = "";

  @Mixin private ServiceOptions service = new ServiceOptions();

  @Mixin private RotatorOptions rotator = new RotatorOptions();

  @Mixin private Confirmation confirmation = new Confirmation();

  @Option(names = "--dry-run", description = "Show what would be done, and change nothing.")
  private boolean dryRun;

  @Option(
      names = "--discard",
      description =
          "Take AWSPENDING off without a login, for whoever cannot log in from here: only "
              + "when AWSCURRENT is known to log in.")
  private boolean discard;

  @Option(
      names = "--restore-previous",
      description =
          "If AWSCURRENT does not log in but AWSPREVIOUS does, make that version current again.")
  private boolean restorePrevious;

  @Option(
      names = "--min-age",
      paramLabel = "SECONDS",
      description =
          "How old the pending version has to be; a younger one may belong to a rotation "
              + "that is under way. Default: ${DEFAULT-VALUE}.",
      defaultValue = "120")
  private long minimumAge;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (discard && restorePrevious) {
      throw new UsageException(
          "--discard needs no login, and --restore-previous does; use one of them");
    }
    PrintWriter error = spec.commandLine().getErr();
    Unstick.Options options =
        new Unstick.Options(dryRun, discard, restorePrevious, Duration.ofSeconds(minimumAge));
    try (SecretsManagerClient client = service.client()) {
      if (!dryRun && service.aws() && !confirmed(client, error)) {
        return Keyturn.FAILED;
      }
      Unstick.Outcome outcome =
          new Unstick(client, rotator.choice(service.region().id()), options, error::println)
              .repair(secret, Instant.now());
      spec.commandLine().getOut().println(outcome.told());
      return outcome.done() ? Keyturn.DONE : Keyturn.FAILED;
    } catch (RotationException e) {
      throw RotatorOptions.wrong(e);
    }
  }

  private boolean confirmed(SecretsManagerClient client, PrintWriter error) throws IOException {
    String arn = client.describeSecret(r -> r.secretId(secret)).arn();
    return confirmation.given(
        "repair the labels of", "Repairing the labels of", secret, arn, error);
  }
}
