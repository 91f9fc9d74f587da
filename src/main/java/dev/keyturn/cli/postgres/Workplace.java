package dev.keyturn.cli.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The folder of one server: its data, certificate and log. */
record Workplace(Path folder) {

  private static final int LINES_TOLD = 5;

  static Workplace create() throws IOException {
    Workplace made = new Workplace(Files.createTempDirectory("keyturn-postgres-"));
    Files.createFile(made.log());
    return made;
  }

  Path data() {
    return folder.resolve("data");
  }

  Path log() {
    return folder.resolve("server.log");
  }

  Path caFile() {
    return folder.resolve(ServerCertificate.CA_FILE);
  }

  /** Between initdb and the start. */
  void install(ServerCertificate certificate) {
    try {
      certificate.installInto(data());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void requirePasswords(Set<String> rules) throws IOException {
    List<String> lines =
        Stream.concat(rules.stream(), Stream.of("host all all all scram-sha-256")).toList();
    Files.write(data().resolve("pg_hba.conf"), lines);
  }

  /** The last lines of the log, each on a line of its own, or nothing. */
  String endOfLog() {
    try {
      List<String> lines = Files.readAllLines(log(), StandardCharsets.UTF_8);
      return lines.stream()
          .skip(Math.max(0, lines.size() - LINES_TOLD))
          .map(line -> System.lineSeparator() + "  " + line)
          .collect(Collectors.joining());
    } catch (IOException e) {
      return "";
    }
  }

  /** Deletes what is there; what cannot be deleted is left to the temporary directory. */
  void delete() {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException | UncheckedIOException e) {
      // The server may still be writing its last words; there is nobody to tell.
    }
  }
}
