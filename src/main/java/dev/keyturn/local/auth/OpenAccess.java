package dev.keyturn.local.auth;

import dev.keyturn.local.auth.signature.WireRequest;
import dev.keyturn.local.functions.SandboxKeys;
import dev.keyturn.local.secrets.Scope;
import dev.keyturn.secret.SecretText;
import java.util.Map;
import java.util.UUID;

/** Lets any key in, and everybody do everything. */
public final class OpenAccess implements Access, FunctionRole {

  private record Anybody(Scope scope) implements Caller {
    @Override
    public void authorize(String operation, Map<String, Object> request) {
      // Everybody may do everything.
    }
  }

  @Override
  public Caller admit(WireRequest request) {
    return new Anybody(CredentialScope.of(request.header("Authorization").orElse(null)));
  }

  @Override
  public FunctionRole roleOf(String function, String... aliases) {
    return this;
  }

  @Override
  public Caller in(Scope secret) {
    return new Anybody(secret);
  }

  /** Keys that only have to look like some. */
  @Override
  public SandboxKeys open() {
    return new SandboxKeys(
        "AKIAIOSFODNN7EXAMPLE",
        SecretText.of(UUID.randomUUID().toString()),
        SecretText.of(UUID.randomUUID().toString()),
        () -> {});
  }
}
