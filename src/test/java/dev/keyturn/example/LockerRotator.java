package dev.keyturn.example;

import dev.keyturn.RotationHandler;
import dev.keyturn.credential.Codec;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.credential.DatabaseDefaults;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.LoginResult.Accepted;
import dev.keyturn.rotation.LoginResult.Rejected;
import dev.keyturn.rotation.LoginResult.Unavailable;
import dev.keyturn.rotation.Reason;
import dev.keyturn.rotation.RotationException;
import dev.keyturn.rotation.SetRequest;
import java.io.IOException;
import java.util.List;

public final class LockerRotator extends RotationHandler<DatabaseCredential, Locker> {

  @Override
  public Codec<DatabaseCredential> codec() {
    return DatabaseCredential.codec(new DatabaseDefaults(List.of("locker"), 7070, "none"));
  }

  @Override
  public LoginResult<Locker> login(LoginRequest<DatabaseCredential> request) {
    try {
      return new Accepted<>(Locker.open(request.credential(), request.deadline().remaining()));
    } catch (Locker.WrongPasswordException e) {
      return new Rejected<>("the locker stays shut");
    } catch (IOException e) {
      return new Unavailable<>(Reason.SERVICE_UNREACHABLE, "no answer", "See if it is up", e);
    }
  }

  @Override
  public void set(SetRequest<DatabaseCredential, Locker> request) {
    try {
      request.session().setPassword(request.pending().username(), request.pending().password());
    } catch (IOException e) {
      throw new RotationException(Reason.SERVICE_FAILED, "nothing set", "See if it is up", e);
    }
  }
}
