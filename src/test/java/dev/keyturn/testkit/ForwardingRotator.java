package dev.keyturn.testkit;

import dev.keyturn.RotationEnvironment;
import dev.keyturn.RotationHandler;
import dev.keyturn.credential.Codec;
import dev.keyturn.credential.Credential;
import dev.keyturn.credential.PasswordLimits;
import dev.keyturn.rotation.CredentialSource;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.Overlap;
import dev.keyturn.rotation.ProtectedService;
import dev.keyturn.rotation.RetireRequest;
import dev.keyturn.rotation.SetRequest;
import dev.keyturn.rotation.VerifyRequest;
import java.util.Optional;

/**
 * Does all that another rotator does. What watches one overrides what it watches, and so cannot
 * forget to say what the other one says of its service.
 */
public abstract class ForwardingRotator<C extends Credential<C>, S extends AutoCloseable>
    extends RotationHandler<C, S> {

  private final ProtectedService<C, S> rotator;

  /** Takes the rotator, which may have been made in the same environment. */
  protected ForwardingRotator(RotationEnvironment environment, ProtectedService<C, S> rotator) {
    super(environment);
    this.rotator = rotator;
  }

  @Override
  public Codec<C> codec() {
    return rotator.codec();
  }

  @Override
  public PasswordLimits passwordLimits() {
    return rotator.passwordLimits();
  }

  @Override
  public Optional<CredentialSource<C, S>> source() {
    return rotator.source();
  }

  @Override
  public Overlap overlap() {
    return rotator.overlap();
  }

  @Override
  public LoginResult<S> login(LoginRequest<C> request) throws Exception {
    return rotator.login(request);
  }

  @Override
  public void retire(RetireRequest<C, S> request) throws Exception {
    rotator.retire(request);
  }

  @Override
  public void set(SetRequest<C, S> request) throws Exception {
    rotator.set(request);
  }

  @Override
  public void verify(VerifyRequest<C, S> request) throws Exception {
    rotator.verify(request);
  }
}
