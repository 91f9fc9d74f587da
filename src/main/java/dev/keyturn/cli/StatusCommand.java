package dev.keyturn.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.cli.text.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.SecretListEntry;

/** Shows how rotations stand. */
@Command(
    name = "status",
    description = {
      "Shows whether rotation is on, when it was and will be, and what is stuck.",
      "Of one secret, or of all; and since when AWSPENDING is on a version that is not "
          + "current: a rotation that is under way, or stuck."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  keyturn status --endpoint http://127.0.0.1:4599"})
final class StatusCommand implements Callable<Integer> {

  @Parameters(arity = "0..1", paramLabel = "SECRET", description = "Name or ARN; all by default.")
  private @Nullable String secret;

  @Mixin private ServiceOptions service = new ServiceOptions();

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    try (SecretsManagerClient client = service.client()) {
      List<SecretStatus> secrets =
          secret == null ? all(client) : List.of(SecretStatus.of(client, secret));
      print(secrets);
      return Keyturn.DONE;
    }
  }

  private static List<SecretStatus> all(SecretsManagerClient client) {
    return client.listSecretsPaginator(r -> {}).stream()
        .flatMap(page -> page.secretList().stream())
        .map(SecretListEntry::arn)
        .map(arn -> SecretStatus.of(client, arn))
        .toList();
  }

  private void print(List<SecretStatus> secrets) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JSON.std.asString(secrets.stream().map(SecretStatus::members).toList()));
      return;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(SecretStatus.HEADINGS);
    secrets.forEach(status -> rows.add(status.cells()));
    Table.lines(rows).forEach(out::println);
  }
}
