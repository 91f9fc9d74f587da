package dev.keyturn.local.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Makes files and directories that are their owner's alone from their first moment. */
final class OwnerOnly {

  /** Whether the system has such permissions. */
  static final boolean POSIX =
      Path.of("").getFileSystem().supportedFileAttributeViews().contains("posix");

  private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> DIRECTORY =
      PosixFilePermissions.fromString("rwx------");

  private OwnerOnly() {}

  /** Makes a directory and those above it, unless they are there. */
  static void directory(Path path) throws IOException {
    Files.createDirectories(path, attributes(DIRECTORY));
  }

  /** Makes a file, empty, unless it is there. */
  static void file(Path path) throws IOException {
    try {
      Files.createFile(path, attributes(FILE));
    } catch (FileAlreadyExistsException e) {
      // Somebody was there before, perhaps in this moment.
    }
    restrict(path);
  }

  /** Takes from others whatever they may do; the umask only takes from what a file is made with. */
  static void restrict(Path path) throws IOException {
    if (POSIX) {
      Files.setPosixFilePermissions(path, Files.isDirectory(path) ? DIRECTORY : FILE);
    }
  }

  private static FileAttribute<?>[] attributes(Set<PosixFilePermission> permissions) {
    return POSIX
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(permissions)}
        : new FileAttribute<?>[0];
  }
}
