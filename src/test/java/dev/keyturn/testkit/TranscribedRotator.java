package dev.keyturn.testkit;

import dev.keyturn.RotationEnvironment;
import dev.keyturn.credential.Credential;
import dev.keyturn.rotation.LoginRequest;
import dev.keyturn.rotation.LoginResult;
import dev.keyturn.rotation.LoginResult.Rejected;
import dev.keyturn.rotation.LoginResult.Unavailable;
import dev.keyturn.rotation.ProtectedService;
import dev.keyturn.rotation.RetireRequest;
import dev.keyturn.rotation.SetRequest;
import dev.keyturn.rotation.VerifyRequest;

/** Does what a rotator does, and tells it. */
final class TranscribedRotator<C extends Credential<C>, S extends AutoCloseable>
    extends ForwardingRotator<C, S> {

  private interface Deed {
    void run() throws Exception;
  }

  private final Narrator narrator;

  TranscribedRotator(
      RotationEnvironment environment, ProtectedService<C, S> rotator, Narrator narrator) {
    super(environment, rotator);
    this.narrator = narrator;
  }

  @Override
  public LoginResult<S> login(LoginRequest<C> request) throws Exception {
    String who =
        "logs in as '%s' with %s"
            .formatted(request.credential().identity().user(), request.authority());
    LoginResult<S> result = super.login(request);
    narrator.tellLogin(who + ": " + outcome(result), result instanceof Rejected);
    return result;
  }

  @Override
  public void retire(RetireRequest<C, S> request) throws Exception {
    told("retires older credentials in that session", () -> super.retire(request));
  }

  @Override
  public void set(SetRequest<C, S> request) throws Exception {
    told(
        "sets the password of '%s' in that session".formatted(request.pending().identity().user()),
        () -> super.set(request));
  }

  @Override
  public void verify(VerifyRequest<C, S> request) throws Exception {
    told("verifies that session", () -> super.verify(request));
  }

  private static String outcome(LoginResult<?> result) {
    if (result instanceof Rejected<?> rejected) {
      return "rejected, " + rejected.observed();
    }
    return result instanceof Unavailable<?> unavailable
        ? "unavailable, " + unavailable.reason()
        : "accepted";
  }

  private void told(String deed, Deed effect) throws Exception {
    try {
      effect.run();
      narrator.tell(deed);
    } catch (Exception e) {
      narrator.tell(deed + ": fails");
      throw e;
    } catch (Error e) {
      narrator.tell(deed + ": here " + e.getMessage());
      throw e;
    }
  }
}
