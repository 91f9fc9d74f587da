package dev.keyturn.local.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.local.model.ApiException;
import dev.keyturn.local.secrets.Secret;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConfig;

/** What is on the disk: it comes back, and what is not right is refused as it is. */
class DurableRepositoryTest {

  private static final String LEFT =
      ". It was left as it is: restore the whole directory from a copy, or name another one";

  @TempDir Path temporary;
  private Path directory;
  private Path file;

  @BeforeEach
  void nameTheDirectory() {
    directory = temporary.resolve("data");
    file = directory.resolve("secrets.db");
  }

  @Test
  void whatWasChangedComesBack() throws IOException {
    List<Secret> secrets = List.of(AnySecret.full(0), AnySecret.bare("bare"));
    try (DurableRepository repository = DurableRepository.open(directory)) {
      secrets.forEach(secret -> put(repository, secret));
    }

    try (DurableRepository repository = DurableRepository.open(directory)) {
      assertThat(repository.all()).hasSameSizeAs(secrets);
      for (Secret secret : secrets) {
        assertThat(repository.find(secret.key()))
            .get()
            .usingRecursiveComparison()
            .isEqualTo(secret);
      }
      put(repository, AnySecret.described(AnySecret.bare("bare").key(), "changed"));
      repository.change(secrets.get(0).key(), found -> Optional.empty());
    }

    try (DurableRepository repository = DurableRepository.open(directory)) {
      assertThat(repository.all()).extracting(Secret::description).containsExactly("changed");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"with spaces", "what?cache=shared", "50%41", "#1", "\u00e4\u20ac"})
  void theDirectoryMayBeCalledAnything(String name) throws IOException {
    directory = temporary.resolve(name);
    try (DurableRepository repository = DurableRepository.open(directory)) {
      put(repository, AnySecret.bare("s"));
    }

    assertThat(directory.resolve("secrets.db")).exists();
    try (DurableRepository repository = DurableRepository.open(directory)) {
      assertThat(repository.all()).hasSize(1);
    }
  }

  @Test
  void itsFilesAreTheOwnersAlone() throws IOException {
    Files.createDirectory(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxrwxrwx"));
    try (DurableRepository repository = DurableRepository.open(directory)) {
      put(repository, AnySecret.bare("s"));

      assertThat(permissions(directory)).isEqualTo("rwx------");
      assertThat(files().keySet()).contains("lock", "secrets.db", "secrets.db-wal");
      for (String name : files().keySet()) {
        assertThat(permissions(directory.resolve(name))).as(name).isEqualTo("rw-------");
      }
    }
  }

  @Test
  void nothingIsLeftBesideTheDatabase() throws IOException {
    try (DurableRepository repository = DurableRepository.open(directory)) {
      put(repository, AnySecret.bare("s"));
    }

    assertThat(files().keySet())
        .filteredOn(name -> !name.startsWith("sqlite-"))
        .containsExactly("lock", "secrets.db");
  }

  /** A second look at the lock must not lose it: POSIX locks go when any handle is closed. */
  @Test
  void aSecondServerIsRefusedHoweverOftenItTries() throws Exception {
    try (DurableRepository first = DurableRepository.open(directory)) {
      for (int i = 0; i < 2; i++) {
        assertRefused(
            directory
                + " is in use by another server (this very process). Stop that one, or name another"
                + " directory");
      }
      assertThat(lockedByAnotherProcess()).isTrue();
      put(first, AnySecret.bare("s"));
    }
    assertThat(lockedByAnotherProcess()).isFalse();
    DurableRepository.open(directory).close();
  }

  private boolean lockedByAnotherProcess() throws Exception {
    String lines =
        """
        import fcntl, sys
        try:
            fcntl.lockf(open(sys.argv[1], "r+"), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            sys.exit(9)
        """;
    return new ProcessBuilder("python3", "-c", lines, directory.resolve("lock").toString())
            .inheritIO()
            .start()
            .waitFor()
        == 9;
  }

  @Test
  void aFileIsNoDirectory() throws IOException {
    Files.writeString(directory, "not mine");
    assertRefused(directory + " is a file. Name a directory, or one that does not exist yet");
    assertThat(directory).hasContent("not mine");
  }

  @Test
  void whatCannotBeMadeIsRefused() throws IOException {
    Files.writeString(directory, "not mine");
    directory = directory.resolve("below");
    assertRefused(
        directory
            + " cannot be written to: Not a directory. Name a directory that this user may write to");
  }

  /** Nobody may make a directory there, not even root. */
  @Test
  void anUnwritableDirectoryIsRefused() {
    directory = Path.of("/proc/keyturn");
    assertRefused(
        "/proc/keyturn cannot be written to: it cannot be made there. Name a directory that this user"
            + " may write to");
  }

  @Test
  void aDirectoryOfSomebodyElsesFilesIsLeftAlone() throws IOException {
    Files.createDirectory(directory);
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.writeString(directory.resolve("thesis.txt"), "years of work");
    assertRefused(
        directory
            + " holds files, but none of Keyturn's. Name an empty directory, or one that does not"
            + " exist yet");
    assertThat(files().keySet()).containsExactly("thesis.txt");
    assertThat(permissions(directory)).isEqualTo("rwxr-xr-x");
  }

  @Test
  void aNewerDatabaseIsRefused() throws Exception {
    fill();
    execute("PRAGMA user_version = 2");
    assertRefusedAsItIs(
        file
            + " was written by a newer Keyturn (format 2; this one reads 1). Use that one, or another"
            + " directory");
  }

  @Test
  void anotherProgramsDatabaseIsRefused() throws Exception {
    fill();
    execute("PRAGMA application_id = 7");
    assertDamaged("its application_id is another");
  }

  @Test
  void aSecretThatTheDiskHasGarbledIsRefused() throws Exception {
    fill();
    // Also where a page has been split since, and nobody looks any more.
    String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
    Files.writeString(
        file, bytes.replace("\"arn:secret-7\"", "\"arn:secreT-7\""), StandardCharsets.ISO_8859_1);
    assertDamaged("secret secret-7 does not fit its checksum");
  }

  @Test
  void aSecretInTheWrongPlaceIsRefused() throws Exception {
    fill();
    execute("UPDATE secrets SET region = 'us-east-1' WHERE name = 'secret-7'");
    assertDamaged("secret secret-7 does not fit its checksum");
  }

  @Test
  void aDatabaseWithAHoleIsRefused() throws Exception {
    fill();
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.seek(bytes.length() / 8192 * 4096);
      bytes.write(new byte[4096]);
    }
    assertDamaged("its pages do not fit together");
  }

  @Test
  void aTruncatedDatabaseIsRefused() throws Exception {
    fill();
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.setLength(bytes.length() - 4096);
    }
    assertDamaged(
        "[SQLITE_CORRUPT] The database disk image is malformed (database disk image is malformed)");
  }

  /** SQLite takes an empty file for a new database. */
  @Test
  void aDatabaseThatIsEmptyIsRefused() throws Exception {
    fill();
    Files.write(file, new byte[0]);
    assertDamaged("its application_id is another");
  }

  @Test
  void whatIsNoDatabaseIsRefused() throws Exception {
    fill();
    Files.writeString(file, "this is a text, and long enough to be taken for a header. ".repeat(9));
    assertDamaged(
        "[SQLITE_NOTADB] File opened that is not a database file (file is not a database)");
  }

  @Test
  void aLogWithoutItsDatabaseIsRefused() throws Exception {
    crash();
    Files.delete(file);
    assertRefusedAsItIs(
        "%s cannot be read as a database of Keyturn's: the file is missing, but its log %s-wal is not"
                .formatted(file, file)
            + LEFT);
  }

  /** A server that was killed leaves its log, which must not be merged into a damaged database. */
  @Test
  void aDamagedDatabaseKeepsItsLog() throws Exception {
    crash();
    assertThat(Files.size(directory.resolve("secrets.db-wal"))).isPositive();
    try (RandomAccessFile bytes = new RandomAccessFile(file.toFile(), "rw")) {
      bytes.write(new byte[100]);
    }
    // Page 1 is not in the log, whose own pages are well.
    assertDamaged(
        "[SQLITE_NOTADB] File opened that is not a database file (file is not a database)");
  }

  @Test
  void whatIsOnlyInTheLogComesBack() throws Exception {
    crash();
    try (DurableRepository repository = DurableRepository.open(directory)) {
      assertThat(repository.all()).hasSize(51);
    }
  }

  /** The end of the log is what a crash cuts off, and no more than that. */
  @Test
  void aLogThatIsCutOffLosesItsLastWriteOnly() throws Exception {
    crash();
    try (RandomAccessFile log =
        new RandomAccessFile(directory.resolve("secrets.db-wal").toFile(), "rw")) {
      log.setLength(log.length() - 1);
    }
    try (DurableRepository repository = DurableRepository.open(directory)) {
      assertThat(repository.all()).hasSize(50);
    }
  }

  @Test
  void aDatabaseThatWasNotFinishedIsMadeAnew() throws IOException {
    Files.createDirectory(directory);
    Files.createFile(directory.resolve("lock"));
    Files.writeString(directory.resolve("secrets.db.new"), "half");
    try (DurableRepository repository = DurableRepository.open(directory)) {
      assertThat(repository.all()).isEmpty();
    }
    assertThat(directory.resolve("secrets.db.new")).doesNotExist();
  }

  @Test
  void aChangeAfterTheEndIsRefused() throws IOException {
    DurableRepository repository = DurableRepository.open(directory);
    repository.close();
    repository.close();

    assertThatThrownBy(() -> put(repository, AnySecret.bare("s")))
        .isInstanceOf(ApiException.class)
        .hasMessage(
            "Nothing was changed, because %s cannot be written: the service has ended", file);
    assertThat(repository.all()).isEmpty();
  }

  private static void put(DurableRepository repository, Secret secret) {
    repository.change(secret.key(), before -> Optional.of(secret));
  }

  /** A database of fifty secrets, closed. */
  private void fill() throws IOException {
    try (DurableRepository repository = DurableRepository.open(directory)) {
      for (int i = 0; i < 50; i++) {
        put(repository, AnySecret.bare("secret-" + i));
      }
    }
  }

  /** A database of fifty secrets, and one more that is in the log alone, as a crash leaves them. */
  private void crash() throws IOException {
    fill();
    Path copy = temporary.resolve("copy");
    Files.createDirectory(copy);
    try (DurableRepository repository = DurableRepository.open(directory)) {
      put(repository, AnySecret.bare("last"));
      for (String name : List.of("lock", "secrets.db", "secrets.db-wal")) {
        Files.copy(directory.resolve(name), copy.resolve(name));
      }
    }
    directory = copy;
    file = copy.resolve("secrets.db");
  }

  private void execute(String sql) throws Exception {
    try (Connection connection = new SQLiteConfig().createConnection("jdbc:sqlite:" + file);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void assertDamaged(String what) throws IOException {
    assertRefusedAsItIs(
        "%s cannot be read as a database of Keyturn's: %s".formatted(file, what) + LEFT);
  }

  private void assertRefusedAsItIs(String message) throws IOException {
    Map<String, String> before = files();
    before.remove("lock");

    assertRefused(message);

    Map<String, String> after = files();
    after.remove("lock");
    assertThat(after).isEqualTo(before);
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> DurableRepository.open(directory).close())
        .isInstanceOf(IOException.class)
        .hasMessage(message);
  }

  /** Names and contents, in their order. */
  private Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.list(directory)) {
      for (Path each : all.toList()) {
        files.put(
            each.getFileName().toString(), Files.readString(each, StandardCharsets.ISO_8859_1));
      }
    }
    return files;
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
