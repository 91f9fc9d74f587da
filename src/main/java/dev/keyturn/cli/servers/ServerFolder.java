package dev.keyturn.cli.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The folder of one server: its data, certificate and log.
 *
 * @param folder a folder that only this user can read
 */
public record ServerFolder(Path folder) {

  private static final int LINES_TOLD = 5;

  /** As MySQL, MariaDB and PostgreSQL mark one. */
  private static final String ERROR = "ERROR";

  /**
   * Makes a folder in the temporary directory.
   *
   * @param server the server's name, for the folder's
   * @return a new folder, with an empty log
   * @throws IOException if it cannot be made
   */
  public static ServerFolder create(String server) throws IOException {
    ServerFolder made = new ServerFolder(Files.createTempDirectory("keyturn-" + server + "-"));
    Files.createFile(made.log());
    return made;
  }

  /**
   * Names the data.
   *
   * @return a folder, not made yet
   */
  public Path data() {
    return folder.resolve("data");
  }

  /**
   * Names the log.
   *
   * @return a file
   */
  public Path log() {
    return folder.resolve("server.log");
  }

  /**
   * Names the CA of the server's certificate.
   *
   * @return a PEM file
   */
  public Path caFile() {
    return folder.resolve(ServerCertificate.CA_FILE);
  }

  /**
   * Quotes what in the log may say why a server failed: the last errors, or the last lines if none
   * is marked as one. Advice can follow an error, and be long.
   *
   * @return each on a line of its own, or nothing
   */
  public String logExcerpt() {
    try {
      List<String> lines = Files.readAllLines(log(), StandardCharsets.UTF_8);
      List<String> errors = lines.stream().filter(line -> line.contains(ERROR)).toList();
      List<String> telling = errors.isEmpty() ? lines : errors;
      return telling.stream()
          .skip(Math.max(0, telling.size() - LINES_TOLD))
          .map(line -> System.lineSeparator() + "  " + line)
          .collect(Collectors.joining());
    } catch (IOException e) {
      return "";
    }
  }

  /** Deletes what is there; what cannot be deleted is left to the temporary directory. */
  public void delete() {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // The server may still be writing its last words; there is nobody to tell.
    }
  }
}
