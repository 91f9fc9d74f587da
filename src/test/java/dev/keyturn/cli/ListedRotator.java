package dev.keyturn.cli;

import dev.keyturn.RotationHandler;
import dev.keyturn.credential.Codec;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.credential.DatabaseDefaults;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.SetRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * A protected service that is a folder, the secret's {@code dbname}: it accepts the passwords that
 * the file {@code accepted} lists, counts logins in the file {@code attempts}, and is down while
 * there is a file {@code down}, which tells how. A file {@code rejection} tells of wrong passwords.
 */
public final class ListedRotator
    extends RotationHandler<DatabaseCredential, ListedRotator.Session> {

  /** Happens within every login, as what somebody else does meanwhile. */
  static volatile Runnable meanwhile = () -> {};

  /** An open session. */
  public record Session() implements AutoCloseable {
    @Override
    public void close() {}
  }

  @Override
  public Codec<DatabaseCredential> codec() {
    return DatabaseCredential.codec(new DatabaseDefaults(List.of("listed"), 1, "none"));
  }

  @Override
  public LoginResult<Session> login(LoginRequest<DatabaseCredential> request) throws IOException {
    Path folder = Path.of(request.credential().database());
    Files.writeString(
        folder.resolve("attempts"),
        request.authority() + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
    meanwhile.run();
    String password = request.credential().password().reveal();
    Path down = folder.resolve("down");
    if (Files.exists(down)) {
      return new LoginResult.Unavailable<>(
          Reason.SERVICE_UNREACHABLE, Files.readString(down), "Start the service", null);
    }
    if (Files.readAllLines(folder.resolve("accepted")).contains(password)) {
      return new LoginResult.Accepted<>(new Session());
    }
    Path rejection = folder.resolve("rejection");
    return new LoginResult.Rejected<>(
        Files.exists(rejection) ? Files.readString(rejection) : "not listed");
  }

  @Override
  public void set(SetRequest<DatabaseCredential, Session> request) {
    throw new IllegalStateException("nobody rotates");
  }
}
