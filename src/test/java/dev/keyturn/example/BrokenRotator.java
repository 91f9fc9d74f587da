package dev.keyturn.example;

import dev.keyturn.RotationHandler;
import dev.keyturn.credential.Codec;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.SetRequest;
import dev.keyturn.rotation.VerifyRequest;

/** The rotator for lockers, to be broken in one place. */
class BrokenRotator extends RotationHandler<DatabaseCredential, Locker> {

  final LockerRotator right = new LockerRotator();

  @Override
  public Codec<DatabaseCredential> codec() {
    return right.codec();
  }

  @Override
  public LoginResult<Locker> login(LoginRequest<DatabaseCredential> request) throws Exception {
    return right.login(request);
  }

  @Override
  public void set(SetRequest<DatabaseCredential, Locker> request) throws Exception {
    right.set(request);
  }

  @Override
  public void verify(VerifyRequest<DatabaseCredential, Locker> request) throws Exception {
    right.verify(request);
  }
}
