package dev.keyturn.door;

import dev.keyturn.RotationHandler;
import dev.keyturn.credential.Codec;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.SetRequest;

/**
 * Fails at its first step: RotateSecret then prepares a rotation as the service does, and the test
 * runs the steps.
 */
public final class IdleRotator extends RotationHandler<DatabaseCredential, Door.Session> {

  @Override
  public Codec<DatabaseCredential> codec() {
    throw new IllegalStateException("the test runs the steps");
  }

  @Override
  public LoginResult<Door.Session> login(LoginRequest<DatabaseCredential> request) {
    throw new IllegalStateException("the test runs the steps");
  }

  @Override
  public void set(SetRequest<DatabaseCredential, Door.Session> request) {
    throw new IllegalStateException("the test runs the steps");
  }
}
