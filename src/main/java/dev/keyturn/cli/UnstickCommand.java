package dev.keyturn.cli;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

/** Takes AWSPENDING off a version that it is stuck on. */
@Command(
    name = "unstick",
    description = {
      "Repairs the labels of a secret whose rotation is stuck: takes AWSPENDING off the version that is",
      "not current, so that the next rotation starts afresh. A pending version that has a value is left",
      "alone without --discard, since the service may hold that value already; run 'keyturn rotate'",
      "first, which completes such a rotation."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  keyturn unstick app-db --dry-run"})
final class UnstickCommand implements Callable<Integer> {

  @Parameters(paramLabel = "SECRET", description = "Name or ARN.")
  private String secret = "";

  @Mixin private ServiceOptions service = new ServiceOptions();

  @Option(names = "--dry-run", description = "Show what would be done, and change nothing.")
  private boolean dryRun;

  @Option(names = "--discard", description = "Also take AWSPENDING off a version that has a value.")
  private boolean discard;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    try (SecretsManagerClient client = service.client()) {
      Labels labels = Labels.of(client.describeSecret(r -> r.secretId(secret)));
      labels.lines().forEach(spec.commandLine().getErr()::println);
      Optional<String> stuck = labels.pendingAlone();
      if (stuck.isEmpty()) {
        out().println("Nothing is stuck: AWSPENDING is on no version, or on the current one.");
        return Keyturn.DONE;
      }
      return repair(client, stuck.get());
    }
  }

  private int repair(SecretsManagerClient client, String version) {
    boolean filled = filled(client, version);
    if (filled && !discard) {
      out()
          .printf(
              "AWSPENDING is on version %s, which has a value that the service may hold already.%n"
                  + "Run 'keyturn rotate %s' to complete that rotation, or discard the value with"
                  + " --discard.%n",
              version, secret);
      return Keyturn.FAILED;
    }
    String what = filled ? "" : ", which has no value";
    if (dryRun) {
      out().printf("Would take AWSPENDING off version %s%s.%n", version, what);
      return Keyturn.DONE;
    }
    client.updateSecretVersionStage(
        r -> r.secretId(secret).versionStage(Labels.PENDING).removeFromVersionId(version));
    out().printf("Took AWSPENDING off version %s%s.%n", version, what);
    return Keyturn.DONE;
  }

  /** Reads whether there is a value, and nothing of it. */
  private boolean filled(SecretsManagerClient client, String version) {
    try {
      client.getSecretValue(r -> r.secretId(secret).versionId(version));
      return true;
    } catch (ResourceNotFoundException e) {
      return false;
    }
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
