package dev.keyturn.cli;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Stands in the help; the launcher runs Maven itself, which needs no Keyturn that is built. */
@Command(
    name = "test",
    description = "Runs the project's tests: mvn verify, with the arguments that follow.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    footer = {"", "Example:", "  keyturn test -Dtest=AlternatingUsersTest"})
final class TestCommand implements Runnable {

  @Parameters(arity = "0..*", description = "Arguments for Maven.", paramLabel = "ARGUMENT")
  private String[] arguments = {};

  @Override
  public void run() {
    throw new UsageException(
        "'test' is run by the launcher; call ./keyturn test " + String.join(" ", arguments));
  }
}
