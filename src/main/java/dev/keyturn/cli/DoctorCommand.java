package dev.keyturn.cli;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.keyturn.cli.doctor.Doctor;
import dev.keyturn.cli.doctor.Examination;
import dev.keyturn.cli.doctor.Finding;
import dev.keyturn.rotation.RotationException;
import java.io.IOException;
import java.io.PrintWriter;
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

/** Tells what is wrong with a secret, and the remedy. */
@Command(
    name = "doctor",
    description = {
      "Tells what is wrong with a secret and its rotation, each with its remedy.",
      "The gravest comes first. Logs in once with each of the secret's credentials, as "
          + "its rotator does; changes nothing and starts no rotation. Exit code 1 if "
          + "something is wrong."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  keyturn doctor app-db --function-env CA_BUNDLE=ca.pem"})
final class DoctorCommand implements Callable<Integer> {

  @Parameters(paramLabel = "SECRET", description = "Name or ARN.")
  private String secret = "";

  @Mixin private ServiceOptions service = new ServiceOptions();

  @Mixin private RotatorOptions rotator = new RotatorOptions();

  @Option(names = "--no-login", description = "Read and compare the credentials only.")
  private boolean noLogin;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    try (SecretsManagerClient client = service.client()) {
      Examination examination =
          new Doctor(client, rotator.choice(service.region().id()), service.aws(), Instant.now())
              .examine(secret, !noLogin);
      print(examination);
      return examination.wrong() == 0 ? Keyturn.DONE : Keyturn.FAILED;
    } catch (RotationException e) {
      throw RotatorOptions.wrong(e);
    }
  }

  private void print(Examination examination) throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      out.println(JSON.std.asString(members(examination)));
      return;
    }
    examination.findings().stream().map(Finding::line).forEach(out::println);
    out.printf(
        "%s %s; logins made: %d.%n",
        secret, examination.wrong() == 0 ? "is healthy" : "is not well", examination.logins());
  }

  private Map<String, Object> members(Examination examination) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("secret", secret);
    members.put("healthy", examination.wrong() == 0);
    members.put("logins", examination.logins());
    members.put("findings", examination.findings().stream().map(DoctorCommand::members).toList());
    return members;
  }

  private static Map<String, Object> members(Finding finding) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("gravity", finding.gravity().toString());
    members.put("observed", finding.observed());
    members.put("remedy", finding.remedy());
    return members;
  }
}
