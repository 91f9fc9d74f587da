package com.example;

import dev.keyturn.RotationHandler;
import dev.keyturn.credential.Codec;
import dev.keyturn.credential.DatabaseCredential;
import dev.keyturn.credential.DatabaseDefaults;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.SetRequest;
import java.util.List;

/** Rotates the password of a safe. */
public final class SafeRotator extends RotationHandler<DatabaseCredential, Safe> {

  @Override
  public Codec<DatabaseCredential> codec() {
    return DatabaseCredential.codec(new DatabaseDefaults(List.of("safe"), 1, "none"));
  }

  @Override
  public LoginResult<Safe> login(LoginRequest<DatabaseCredential> request) {
    DatabaseCredential credential = request.credential();
    Safe safe = Safe.open(credential.username(), credential.password().reveal());
    return safe == null
        ? new LoginResult.Rejected<>("the safe stays shut")
        : new LoginResult.Accepted<>(safe);
  }

  @Override
  public void set(SetRequest<DatabaseCredential, Safe> request) {
    Safe.lock(request.pending().username(), request.pending().password().reveal());
  }
}
