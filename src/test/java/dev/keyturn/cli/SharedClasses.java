package dev.keyturn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.spi.ToolProvider;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * What a JVM keeps of one start of the command for later ones, as the launcher has it keep: where a
 * test starts it hundreds of times, these are most of its time.
 *
 * @see <a href="https://docs.oracle.com/en/java/javase/17/vm/class-data-sharing.html">Class-data
 *     sharing</a>
 */
final class SharedClasses {

  private final Path directory;
  private final String classPath;
  private final Path archive;

  private SharedClasses(Path directory) {
    this.directory = directory;
    this.classPath = jars();
    this.archive = directory.resolve("classes.jsa");
  }

  /** Of what a server with these options does for somebody. */
  static SharedClasses of(Path directory, Consumer<SecretsManagerClient> use, String... options)
      throws Exception {
    SharedClasses classes = new SharedClasses(directory);
    ProcessBuilder command = classes.with("-XX:ArchiveClassesAtExit=" + classes.archive, options);
    try (Serving serving = Serving.started(directory, command);
        SecretsManagerClient client = serving.client()) {
      use.accept(client);
      serving.signal("TERM");
    }
    assertThat(classes.archive).exists();
    return classes;
  }

  /** A server that starts from them; one that cannot says so where its first line should be. */
  ProcessBuilder serve(String... options) {
    return with("-XX:SharedArchiveFile=" + archive, options);
  }

  private ProcessBuilder with(String sharing, String... options) {
    ProcessBuilder builder = Serving.serve(options);
    List<String> command = builder.command();
    int place = command.indexOf("-cp");
    command.set(place + 1, classPath);
    command.add(place, sharing);
    return builder;
  }

  /** The class path of this JVM: there is no sharing of classes in folders. */
  private String jars() {
    List<String> jars = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path place = Path.of(entry);
      if (Files.isDirectory(place)) {
        jars.add(jar(place, directory.resolve(jars.size() + ".jar")));
      } else if (Files.exists(place)) {
        jars.add(entry);
      }
    }
    return String.join(File.pathSeparator, jars);
  }

  private static String jar(Path folder, Path jar) {
    int code =
        ToolProvider.findFirst("jar")
            .orElseThrow()
            .run(
                System.out,
                System.err,
                "--create",
                "--no-compress",
                "--file",
                jar.toString(),
                "-C",
                folder.toString(),
                ".");
    assertThat(code).as("the exit code of jar").isZero();
    return jar.toString();
  }
}
