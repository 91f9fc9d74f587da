package dev.keyturn.local.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;

/**
 * The directory of {@code --data}, held by one server at a time; its files are the owner's alone.
 */
final class DataDirectory implements AutoCloseable {

  private static final String DATABASE = "secrets.db";
  private static final String LOCK = "lock";

  private final Path path;
  private final DirectoryLock lock;

  private DataDirectory(Path path, DirectoryLock lock) {
    this.path = path;
    this.lock = lock;
  }

  static DataDirectory open(Path given) throws IOException {
    Path path = given.toAbsolutePath().normalize();
    try {
      OwnerOnly.directory(path);
      checkOwnership(path);
      OwnerOnly.restrict(path);
      return new DataDirectory(path, DirectoryLock.take(path.resolve(LOCK), path));
    } catch (FileAlreadyExistsException e) {
      throw new IOException(
          "%s is a file. Name a directory, or one that does not exist yet".formatted(path), e);
    } catch (FileSystemException e) {
      throw new IOException(
          "%s cannot be written to: %s. Name a directory that this user may write to"
              .formatted(path, reason(e)),
          e);
    }
  }

  private static String reason(FileSystemException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "it cannot be made there";
    }
    return e.getReason() == null ? e.toString() : e.getReason();
  }

  /** A directory of somebody else's files is not ours to write into. */
  private static void checkOwnership(Path path) throws IOException {
    if (Files.exists(path.resolve(DATABASE)) || Files.exists(path.resolve(LOCK))) {
      return;
    }
    try (Stream<Path> files = Files.list(path)) {
      if (files.findAny().isPresent()) {
        throw new IOException(
            "%s holds files, but none of Keyturn's. Name an empty directory, or one that does not exist yet"
                .formatted(path));
      }
    }
  }

  Path path() {
    return path;
  }

  DatabaseFile database() {
    return new DatabaseFile(path.resolve(DATABASE));
  }

  /** Has the disk know which files there are, where the system can be told so. */
  static void sync(Path directory) throws IOException {
    if (OwnerOnly.POSIX) {
      try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  @Override
  public void close() {
    lock.close();
  }
}
