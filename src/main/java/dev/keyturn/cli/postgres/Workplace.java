package dev.keyturn.cli.postgres;

import dev.keyturn.cli.servers.ServerCertificate;
import dev.keyturn.cli.servers.ServerFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** A server's folder, and what PostgreSQL wants to find there. */
record Workplace(ServerFolder folder) {

  static Workplace create() throws IOException {
    return new Workplace(ServerFolder.create("postgres"));
  }

  Path data() {
    return folder.data();
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
}
