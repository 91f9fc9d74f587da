package dev.keyturn.local.store;

import dev.keyturn.local.secrets.Scope;
import dev.keyturn.local.secrets.Secret;
import dev.keyturn.local.secrets.SecretKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConfig.JournalMode;
import org.sqlite.SQLiteConfig.LockingMode;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * The file of the secrets, an SQLite database in WAL mode. It comes into being whole, so that one
 * that is not whole is damaged; and all of it is read and checked before anything of it is changed.
 *
 * @see <a href="https://www.sqlite.org/wal.html">SQLite: write-ahead log</a>
 */
final class DatabaseFile {

  /** Changes whenever an older Keyturn could not read what a newer one wrote. */
  static final int FORMAT = 1;

  /** Tells Keyturn's databases from others: {@code KeyT}. */
  private static final int APPLICATION = 0x4B657954;

  private final Path path;

  DatabaseFile(Path path) {
    this.path = path;
  }

  @Override
  public String toString() {
    return path.toString();
  }

  /** Makes a database without secrets, unless there is one. */
  void create() throws IOException {
    if (Files.exists(path)) {
      return;
    }
    if (Files.exists(beside("-wal"))) {
      throw damaged("the file is missing, but its log %s is not".formatted(beside("-wal")), null);
    }
    Path made = beside(".new");
    Files.deleteIfExists(made);
    OwnerOnly.file(made);
    try (Connection connection = writable(made);
        Statement statement = connection.createStatement()) {
      statement.execute(SecretDatabase.TABLE);
      statement.execute("PRAGMA application_id = " + APPLICATION);
      statement.execute("PRAGMA user_version = " + FORMAT);
    } catch (SQLException e) {
      throw new IOException("%s cannot be made: %s".formatted(path, reason(e)), e);
    }
    Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
    DataDirectory.sync(made.toAbsolutePath().resolveSibling("."));
  }

  /** Reads all secrets, or says what is wrong; either way the file is as it was. */
  List<Secret> read() throws IOException {
    OwnerOnly.restrict(path);
    SQLiteConfig config = new SQLiteConfig();
    config.setReadOnly(true);
    try (Connection connection = config.createConnection(url(path));
        Statement statement = connection.createStatement()) {
      check(statement);
      return secrets(statement);
    } catch (SQLException e) {
      throw damaged(reason(e), e);
    } finally {
      removeReadersFiles();
    }
  }

  /** What SQLite makes for readers, and only a reader leaves behind. */
  private void removeReadersFiles() throws IOException {
    Files.deleteIfExists(beside("-shm"));
    Path log = beside("-wal");
    if (Files.exists(log) && Files.size(log) == 0) {
      Files.delete(log);
    }
  }

  private void check(Statement statement) throws SQLException, IOException {
    if (number(statement, "PRAGMA application_id") != APPLICATION) {
      throw damaged("its application_id is another", null);
    }
    int format = number(statement, "PRAGMA user_version");
    if (format > FORMAT) {
      throw new IOException(
          "%s was written by a newer Keyturn (format %d; this one reads %d). Use that one, or another directory"
              .formatted(path, format, FORMAT));
    }
    try (ResultSet row = statement.executeQuery("PRAGMA quick_check(1)")) {
      if (!row.next() || !"ok".equals(row.getString(1))) {
        throw damaged("its pages do not fit together", null);
      }
    }
  }

  private static int number(Statement statement, String query) throws SQLException {
    try (ResultSet row = statement.executeQuery(query)) {
      return row.next() ? row.getInt(1) : 0;
    }
  }

  private List<Secret> secrets(Statement statement) throws SQLException, IOException {
    List<Secret> secrets = new ArrayList<>();
    try (ResultSet row = statement.executeQuery(SecretDatabase.ALL)) {
      while (row.next()) {
        SecretKey key =
            new SecretKey(new Scope(row.getString(1), row.getString(2)), row.getString(3));
        byte[] body = row.getBytes(4);
        if (Checksum.of(key, body) != row.getLong(5)) {
          throw damaged("secret %s does not fit its checksum".formatted(key.name()), null);
        }
        secrets.add(SecretJson.read(key, body));
      }
    }
    return secrets;
  }

  /** Opens it for changes, which {@link #read} has to come before. */
  SecretDatabase open() throws IOException {
    try {
      return new SecretDatabase(writable(path));
    } catch (SQLException e) {
      throw new IOException("%s cannot be opened: %s".formatted(path, reason(e)), e);
    }
  }

  private static Connection writable(Path file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    // In this order: nobody else has the file, so that SQLite needs no memory shared with others.
    config.setLockingMode(LockingMode.EXCLUSIVE);
    config.setJournalMode(JournalMode.WAL);
    config.setSynchronous(SynchronousMode.FULL);
    return config.createConnection(url(file));
  }

  /** A URI, in which a question mark of the path is none of SQLite's. */
  private static String url(Path file) {
    return "jdbc:sqlite:" + file.toUri();
  }

  private Path beside(String suffix) {
    return path.resolveSibling(path.getFileName() + suffix);
  }

  private IOException damaged(String what, @Nullable Exception cause) {
    return new IOException(
        "%s cannot be read as a database of Keyturn's: %s. It was left as it is: restore the whole directory from a copy, or name another one"
            .formatted(path, what),
        cause);
  }

  private static String reason(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
