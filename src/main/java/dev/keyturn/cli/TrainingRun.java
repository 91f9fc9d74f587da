package dev.keyturn.cli;

import dev.keyturn.local.EmbeddedSecretsManager;
import java.io.IOException;
import picocli.CommandLine;

/**
 * Loads the classes that a start of the command needs, for the launcher to have the JVM keep them.
 *
 * @see <a href="https://docs.oracle.com/en/java/javase/17/vm/class-data-sharing.html">Class-data
 *     sharing</a>
 */
final class TrainingRun {

  private TrainingRun() {}

  public static void main(String[] arguments) throws IOException {
    CommandLine line = Keyturn.commandLine();
    line.parseArgs("serve", "--port", "0");
    int code;
    try (EmbeddedSecretsManager service = EmbeddedSecretsManager.builder().start()) {
      String endpoint = service.endpoint().toString();
      code = line.execute("status", "--endpoint", endpoint, "--region", "us-east-1");
    }
    System.exit(code);
  }
}
