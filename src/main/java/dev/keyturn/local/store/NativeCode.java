package dev.keyturn.local.store;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteJDBCLoader;

/**
 * SQLite itself, which the driver unpacks when it is first used. Here it does so in the data
 * directory: the temporary one may be read-only or forbid to run what is in it, and a process that
 * is killed leaves the file behind, which the next server of the directory removes.
 */
final class NativeCode {

  /** Where the driver unpacks. */
  private static final String PROPERTY = "org.sqlite.tmpdir";

  private NativeCode() {}

  static synchronized void load(Path directory) throws IOException {
    for (Path file : unpacked(directory)) {
      Files.deleteIfExists(file);
    }
    @Nullable String before = System.getProperty(PROPERTY);
    System.setProperty(PROPERTY, before == null ? directory.toString() : before);
    try {
      SQLiteJDBCLoader.initialize();
    } catch (NoClassDefFoundError e) {
      throw new IOException(
          "SQLite's driver is missing. Add org.xerial:sqlite-jdbc to the class path", e);
    } catch (Exception | LinkageError e) {
      throw new IOException(
          "SQLite's native code cannot be loaded from %s: %s. Is programs' code forbidden there, or is this machine none that SQLite's driver knows? Name another directory for it with -D%s, for instance in JAVA_TOOL_OPTIONS"
              .formatted(System.getProperty(PROPERTY), e.getMessage(), PROPERTY),
          e);
    } finally {
      if (before == null) {
        System.clearProperty(PROPERTY);
      }
    }
    for (Path file : unpacked(directory)) {
      OwnerOnly.restrict(file);
    }
  }

  private static List<Path> unpacked(Path directory) throws IOException {
    List<Path> all = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "sqlite-*")) {
      files.forEach(all::add);
    }
    return all;
  }
}
