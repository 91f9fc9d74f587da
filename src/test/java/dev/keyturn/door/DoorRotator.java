package dev.keyturn.door;

import dev.keyturn.RotationEnvironment;
import dev.keyturn.RotationHandler;
import dev.keyturn.credential.Codec;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.credential.PasswordLimits;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.SetRequest;
import dev.keyturn.rotation.VerifyRequest;

/** A rotation function for a door. */
public final class DoorRotator extends RotationHandler<DatabaseCredential, Door.Session> {

  private final Door door;

  public DoorRotator(RotationEnvironment environment, Door door) {
    super(environment);
    this.door = door;
    settings().flag("DOOR_LOCKED", true);
  }

  @Override
  public Codec<DatabaseCredential> codec() {
    return door.codec();
  }

  @Override
  public PasswordLimits passwordLimits() {
    return new PasswordLimits("#", 40);
  }

  @Override
  public LoginResult<Door.Session> login(LoginRequest<DatabaseCredential> request)
      throws Exception {
    return door.login(request);
  }

  @Override
  public void set(SetRequest<DatabaseCredential, Door.Session> request) throws Exception {
    door.set(request);
  }

  @Override
  public void verify(VerifyRequest<DatabaseCredential, Door.Session> request) throws Exception {
    door.verify(request);
  }
}
