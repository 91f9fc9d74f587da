package dev.keyturn.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.cli.doctor.Labels;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.InvalidRequestException;

/** Starts a rotation and follows it to its end. */
@Command(
    name = "rotate",
    description = {
      "Rotates a secret now and follows the rotation to its end.",
      "A rotation that got stuck before is run again. Exit code 1 if it fails."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  keyturn rotate app-db --endpoint http://127.0.0.1:4599"})
final class RotateCommand implements Callable<Integer> {

  private static final Duration POLL = Duration.ofMillis(250);

  @Parameters(paramLabel = "SECRET", description = "Name or ARN.")
  private String secret = "";

  @Mixin private ServiceOptions service = new ServiceOptions();

  @Mixin private Confirmation confirmation = new Confirmation();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "How long to follow it; default: ${DEFAULT-VALUE}.",
      defaultValue = "600")
  private long timeout;

  @Option(names = "--json", description = "Print the result as JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException, IOException {
    try (SecretsManagerClient client = service.client();
        EventFeed feed = EventFeed.open(service.endpoint())) {
      DescribeSecretResponse before = client.describeSecret(r -> r.secretId(secret));
      PrintWriter error = spec.commandLine().getErr();
      if (service.aws() && !confirmation.given("rotate", "Rotating", secret, before.arn(), error)) {
        return Keyturn.FAILED;
      }
      progress("Before");
      Labels.of(before).lines().forEach(this::progress);
      String version = start(client, before);
      return follow(client, feed, before.arn(), version);
    }
  }

  private String start(SecretsManagerClient client, DescribeSecretResponse before) {
    try {
      return client.rotateSecret(r -> r.secretId(secret)).versionId();
    } catch (InvalidRequestException e) {
      if (!Failure.message(e).contains("A previous rotation isn't complete")) {
        throw e;
      }
      String stuck = Labels.of(before).pendingAlone().orElseThrow(() -> e);
      if (!Boolean.TRUE.equals(before.rotationEnabled())) {
        throw new IllegalStateException(
            ("AWSPENDING is on version %s, which is not current, and rotation is off, so that nothing"
                    + " completes it. Run 'keyturn unstick %s' first.")
                .formatted(stuck, secret),
            e);
      }
      progress("A previous rotation is stuck; it is run again, with its version " + stuck);
      return stuck;
    }
  }

  private int follow(SecretsManagerClient client, EventFeed feed, String arn, String version)
      throws InterruptedException, IOException {
    Instant end = Instant.now().plusSeconds(timeout);
    while (Instant.now().isBefore(end)) {
      String failure = feed.tell(arn, version, this::progress);
      Labels labels = Labels.of(client.describeSecret(r -> r.secretId(secret)));
      if (labels.has(version, Labels.CURRENT)) {
        feed.tellRest(arn, version, this::progress);
        return ended(labels, version, "");
      }
      if (failure.isEmpty() && !labels.has(version, Labels.PENDING)) {
        failure = "the rotation was abandoned: AWSPENDING is no longer on version " + version;
      }
      if (!failure.isEmpty()) {
        return ended(labels, version, failure);
      }
      Thread.sleep(POLL.toMillis());
    }
    return ended(
        Labels.of(client.describeSecret(r -> r.secretId(secret))),
        version,
        "the rotation has not ended within %d s; the function's log says why".formatted(timeout));
  }

  private int ended(Labels labels, String version, String failure) throws IOException {
    progress("After");
    labels.lines().forEach(this::progress);
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      Map<String, Object> result = new LinkedHashMap<>();
      result.put("secret", secret);
      result.put("version", version);
      result.put("succeeded", failure.isEmpty());
      if (!failure.isEmpty()) {
        result.put("cause", failure);
      }
      out.println(JSON.std.asString(result));
    } else {
      out.println(
          failure.isEmpty()
              ? "Rotated " + secret + " to version " + version
              : "Not rotated: " + failure);
    }
    return failure.isEmpty() ? Keyturn.DONE : Keyturn.FAILED;
  }

  private void progress(String line) {
    spec.commandLine().getErr().println(line);
  }
}
