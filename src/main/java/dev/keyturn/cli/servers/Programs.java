package dev.keyturn.cli.servers;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

/** Programs that are installed on this machine. */
public final class Programs {

  /** Where servers are, which a user's PATH need not have. */
  private static final String[] MORE = {"/usr/sbin", "/usr/local/sbin"};

  private Programs() {}

  /**
   * Finds a program.
   *
   * @param name its name
   * @param remedy what to do if there is none, a sentence without a full stop
   * @return the first on the PATH, or else in {@code /usr/sbin} or {@code /usr/local/sbin}
   * @throws IOException if there is none
   */
  public static Path find(String name, String remedy) throws IOException {
    String path = System.getenv().getOrDefault("PATH", "");
    return Stream.concat(
            Arrays.stream(path.split(File.pathSeparator, -1)).filter(entry -> !entry.isEmpty()),
            Arrays.stream(MORE))
        .map(directory -> Path.of(directory, name))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst()
        .orElseThrow(
            () ->
                new IOException("%s is not installed on this machine. %s".formatted(name, remedy)));
  }
}
