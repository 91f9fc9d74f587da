package dev.keyturn.local.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The lock on a directory: the operating system's, so that it ends with the process, however that
 * ends; the file says whose it is.
 */
final class DirectoryLock implements AutoCloseable {

  /**
   * What this process holds. A second look at a lock file from within would be enough to lose the
   * lock: POSIX drops a process's locks on a file when it closes that file anywhere.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path key;
  private final FileChannel channel;

  private DirectoryLock(Path key, FileChannel channel) {
    this.key = key;
    this.channel = channel;
  }

  static DirectoryLock take(Path file, Path directory) throws IOException {
    Path key = directory.toRealPath();
    if (!HELD.add(key)) {
      throw inUse(directory, " (this very process)");
    }
    try {
      return new DirectoryLock(key, locked(file, directory));
    } catch (IOException e) {
      HELD.remove(key);
      throw e;
    }
  }

  private static FileChannel locked(Path file, Path directory) throws IOException {
    OwnerOnly.file(file);
    FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        String process = Files.readString(file).strip();
        throw inUse(directory, process.isEmpty() ? "" : " (process %s)".formatted(process));
      }
      channel.truncate(0);
      String process = Long.toString(ProcessHandle.current().pid());
      channel.write(ByteBuffer.wrap(process.getBytes(StandardCharsets.UTF_8)), 0);
      return channel;
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  private static IOException inUse(Path directory, String owner) {
    return new IOException(
        "%s is in use by another server%s. Stop that one, or name another directory"
            .formatted(directory, owner));
  }

  @Override
  public void close() {
    if (!channel.isOpen()) {
      return;
    }
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      HELD.remove(key);
    }
  }
}
