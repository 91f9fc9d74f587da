package dev.keyturn.testkit;

import dev.keyturn.RotationHandler;
import dev.keyturn.credential.Codec;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.SetRequest;

/**
 * Fails at its first step: RotateSecret then prepares a rotation as the service does, and the
 * contract runs the steps.
 */
public final class IdleFunction extends RotationHandler<DatabaseCredential, AutoCloseable> {

  private static final String REASON = "the contract runs the steps";

  /** As Lambda constructs it. */
  public IdleFunction() {}

  @Override
  public Codec<DatabaseCredential> codec() {
    throw new IllegalStateException(REASON);
  }

  @Override
  public LoginResult<AutoCloseable> login(LoginRequest<DatabaseCredential> request) {
    throw new IllegalStateException(REASON);
  }

  @Override
  public void set(SetRequest<DatabaseCredential, AutoCloseable> request) {
    throw new IllegalStateException(REASON);
  }
}
