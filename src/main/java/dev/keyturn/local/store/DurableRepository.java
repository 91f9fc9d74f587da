package dev.keyturn.local.store;

import dev.keyturn.local.model.ApiException;
import dev.keyturn.local.secrets.InMemoryRepository;
import dev.keyturn.local.secrets.Scope;
import dev.keyturn.local.secrets.Secret;
import dev.keyturn.local.secrets.SecretKey;
import dev.keyturn.local.secrets.SecretRepository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * Keeps secrets on the disk: a change is durable before anybody can see it, and before it is
 * answered. All of them are also in memory, where they are read. Thread-safe; a change waits for
 * the disk, and holds up other changes of the same secret only.
 */
public final class DurableRepository implements SecretRepository {

  private static final int STRIPES = 256;

  private final DataDirectory directory;
  private final DatabaseFile file;
  private final CommitQueue disk;
  private final InMemoryRepository memory = new InMemoryRepository();
  private final Object[] locks =
      IntStream.range(0, STRIPES).mapToObj(stripe -> new Object()).toArray();

  private DurableRepository(DataDirectory directory) throws IOException {
    this.directory = directory;
    NativeCode.load(directory.path());
    this.file = directory.database();
    file.create();
    for (Secret secret : file.read()) {
      memory.change(secret.key(), nothing -> Optional.of(secret));
    }
    this.disk = new CommitQueue(file.open());
  }

  /**
   * Opens a directory, or makes it.
   *
   * @param path the directory, for this server alone
   * @return a repository with the secrets that are there
   * @throws IOException if it is in use, not Keyturn's, damaged or written by a newer Keyturn; the
   *     message says which and what to do, and nothing was changed
   */
  public static DurableRepository open(Path path) throws IOException {
    DataDirectory directory = DataDirectory.open(path);
    try {
      return new DurableRepository(directory);
    } catch (IOException | RuntimeException e) {
      directory.close();
      throw e;
    }
  }

  @Override
  public Optional<Secret> find(SecretKey key) {
    return memory.find(key);
  }

  @Override
  public List<Secret> list(Scope scope) {
    return memory.list(scope);
  }

  @Override
  public List<Secret> all() {
    return memory.all();
  }

  @Override
  public Optional<Secret> change(
      SecretKey key, Function<Optional<Secret>, Optional<Secret>> change) {
    synchronized (locks[Math.floorMod(key.hashCode(), STRIPES)]) {
      Optional<Secret> before = memory.find(key);
      Optional<Secret> after = change.apply(before);
      if (!same(before, after)) {
        write(new Change(key, after.orElse(null)));
        memory.change(key, replaced -> after);
      }
      return after;
    }
  }

  /** A change that changes nothing gives the secret that it was given. */
  @SuppressWarnings("ReferenceEquality")
  private static boolean same(Optional<Secret> before, Optional<Secret> after) {
    return before.orElse(null) == after.orElse(null);
  }

  private void write(Change change) {
    try {
      disk.write(change);
    } catch (IOException e) {
      throw ApiException.fault(
          "Nothing was changed, because %s cannot be written: %s"
              .formatted(file, String.valueOf(e.getMessage())));
    }
  }

  @Override
  public void close() {
    try {
      disk.close();
    } catch (SQLException e) {
      throw new UncheckedIOException(new IOException(file + " cannot be closed", e));
    } finally {
      directory.close();
    }
  }
}
