package dev.keyturn.bench;

import dev.keyturn.RotationHandler;
import dev.keyturn.credential.Codec;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.credential.DatabaseDefaults;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.LoginResult.Accepted;
import dev.keyturn.rotation.SetRequest;
import java.util.List;

/**
 * Rotates a credential of nothing: all that a rotation costs is the service's and the framework's.
 */
public final class InstantRotator
    extends RotationHandler<DatabaseCredential, InstantRotator.Session> {

  /** A login that any password opens. */
  public record Session() implements AutoCloseable {
    @Override
    public void close() {
      // Nothing was opened.
    }
  }

  @Override
  public Codec<DatabaseCredential> codec() {
    return DatabaseCredential.codec(new DatabaseDefaults(List.of("nothing"), 1, "none"));
  }

  @Override
  public LoginResult<Session> login(LoginRequest<DatabaseCredential> request) {
    return new Accepted<>(new Session());
  }

  @Override
  public void set(SetRequest<DatabaseCredential, Session> request) {
    // Any password is right already.
  }
}
