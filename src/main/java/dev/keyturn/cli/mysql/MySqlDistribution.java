package dev.keyturn.cli.mysql;

import dev.keyturn.cli.servers.ServerFolder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * MySQL's files, unpacked once for each user of a machine into the temporary directory, and beside
 * them a data directory that has been initialised, which takes the server seconds.
 */
final class MySqlDistribution implements Distribution {

  static final String VERSION = "8.0.15";

  private static final String ARCHIVE = "/mysql-Linux-amd64.tar.gz";
  private static final String LIBRARY = "libaio.so.1";
  private static final Set<PosixFilePermission> PRIVATE =
      PosixFilePermissions.fromString("rwx------");

  private final Path folder;

  private MySqlDistribution(Path folder) {
    this.folder = folder;
  }

  /** Unpacks and initialises, unless it has been done. */
  static MySqlDistribution prepare() throws IOException, InterruptedException {
    requirePlatform();
    Path shared =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "keyturn-mysql-%s-%s".formatted(VERSION, System.getProperty("user.name")));
    if (!Files.isDirectory(shared)) {
      make(shared);
    }
    requireOurs(shared);
    return new MySqlDistribution(shared);
  }

  @Override
  public List<String> command(ServerFolder server) {
    List<String> command = new ArrayList<>();
    command.add(folder.resolve("dist/bin/mysqld").toString());
    command.add("--no-defaults");
    // Who is root has to say that it is on purpose.
    command.add("--user=" + System.getProperty("user.name"));
    command.add("--datadir=" + server.data());
    command.add(Distribution.temporary(server));
    command.add("--lc-messages-dir=" + folder.resolve("dist/share"));
    command.add("--innodb-use-native-aio=0");
    command.add("--innodb-flush-method=nosync");
    command.add("--innodb-log-file-size=4M");
    command.add("--innodb-buffer-pool-size=16M");
    command.add("--performance-schema=OFF");
    command.add("--skip-mysqlx");
    return command;
  }

  @Override
  public ProcessBuilder process(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("LD_LIBRARY_PATH", folder.resolve("lib").toString());
    return builder;
  }

  /** By a copy. */
  @Override
  public void initialise(ServerFolder server) throws IOException {
    Path target = server.data();
    Path source = folder.resolve("data");
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : files.toList()) {
        Files.copy(file, target.resolve(source.relativize(file).toString()));
      }
    }
    // Each server has an identity of its own.
    Files.deleteIfExists(target.resolve("auto.cnf"));
  }

  @Override
  public List<String> removals() {
    return List.of("DROP USER 'root'@'localhost';");
  }

  private static void requirePlatform() throws IOException {
    String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    if (!system.equals("linux") || !processor.equals("amd64")) {
      throw new IOException(
          "there is a MySQL server for Linux on amd64 only, and this is %s on %s"
              .formatted(system, processor));
    }
  }

  private static void make(Path shared) throws IOException, InterruptedException {
    ServerFolder made = ServerFolder.create("mysql");
    try {
      new MySqlDistribution(made.folder()).fill();
      Files.move(made.folder(), shared, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException e) {
      // Another process was faster.
      if (!Files.isDirectory(shared)) {
        throw e;
      }
    } finally {
      made.delete();
    }
  }

  /** Whoever comes first could have put a program of theirs there. */
  private static void requireOurs(Path shared) throws IOException {
    Path own = Files.createTempFile("keyturn-owner-", "");
    try {
      if (!Files.getOwner(shared).equals(Files.getOwner(own))
          || !Files.getPosixFilePermissions(shared).equals(PRIVATE)) {
        throw new IOException(shared + " belongs to others, or is open to them: remove it");
      }
    } finally {
      Files.delete(own);
    }
  }

  private void fill() throws IOException, InterruptedException {
    Path dist = Files.createDirectory(folder.resolve("dist"));
    try (InputStream archive = resource(ARCHIVE)) {
      run(new ProcessBuilder("tar", "xzf", "-", "-C", dist.toString()), archive);
    }
    Path lib = Files.createDirectory(folder.resolve("lib"));
    try (InputStream text = resource(LIBRARY + ".gz.base64");
        InputStream library = new GZIPInputStream(Base64.getMimeDecoder().wrap(text))) {
      Files.copy(library, lib.resolve(LIBRARY));
    }
    List<String> command = command(new ServerFolder(folder));
    command.add("--initialize-insecure");
    run(process(command), null);
  }

  private static InputStream resource(String name) throws IOException {
    InputStream in = MySqlDistribution.class.getResourceAsStream(name);
    if (in == null) {
      throw new IOException(name + " is missing from the class path");
    }
    return in;
  }

  private static void run(ProcessBuilder builder, @Nullable InputStream input)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile("keyturn-mysql-", ".log");
    try {
      Process process = builder.redirectErrorStream(true).redirectOutput(output.toFile()).start();
      try (OutputStream in = process.getOutputStream()) {
        if (input != null) {
          input.transferTo(in);
        }
      }
      if (process.waitFor() != 0) {
        throw new IOException(
            "%s failed: %s"
                .formatted(
                    builder.command().get(0),
                    Files.readString(output, StandardCharsets.UTF_8).strip()));
      }
    } finally {
      Files.delete(output);
    }
  }
}
