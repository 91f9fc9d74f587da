package dev.keyturn.local;

import dev.keyturn.RotationHandler;
import dev.keyturn.credential.Codec;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.credential.DatabaseDefaults;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.SetRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * A protected service that is a file: the secret's {@code dbname} is its path, and its content is
 * the password. Real in that it outlives the function's process, and that a wrong password is
 * refused.
 */
public final class FileDoorRotator
    extends RotationHandler<DatabaseCredential, FileDoorRotator.Door> {

  /** An open door. */
  public record Door(Path lock) implements AutoCloseable {
    @Override
    public void close() {}
  }

  @Override
  public Codec<DatabaseCredential> codec() {
    return DatabaseCredential.codec(new DatabaseDefaults(List.of("door"), 1, "none"));
  }

  @Override
  public LoginResult<Door> login(LoginRequest<DatabaseCredential> request) throws IOException {
    Path lock = Path.of(request.credential().database());
    waitWhileThereIs(lock.resolveSibling("hang-login"));
    boolean fits = Files.readString(lock).equals(request.credential().password().reveal());
    return fits
        ? new LoginResult.Accepted<>(new Door(lock))
        : new LoginResult.Rejected<>("the key does not fit");
  }

  @Override
  public void set(SetRequest<DatabaseCredential, Door> request) throws IOException {
    if (Files.exists(request.session().lock().resolveSibling("die"))) {
      Files.delete(request.session().lock().resolveSibling("die"));
      Runtime.getRuntime().halt(137);
    }
    waitWhileThereIs(request.session().lock().resolveSibling("hang"));
    Path made = request.session().lock().resolveSibling(request.session().lock() + ".new");
    Files.writeString(made, request.pending().password().reveal());
    Files.move(made, request.session().lock(), StandardCopyOption.ATOMIC_MOVE);
  }

  /** Whatever it is told: bad code does not heed an interruption. */
  private static void waitWhileThereIs(Path file) {
    while (Files.exists(file)) {
      LockSupport.parkNanos(10_000_000);
    }
  }
}
