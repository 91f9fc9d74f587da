package dev.keyturn.local.auth;

import dev.keyturn.local.auth.signature.SignatureVerifier;
import dev.keyturn.local.auth.signature.SignatureVerifier.Signer;
import dev.keyturn.local.auth.signature.WireRequest;
import dev.keyturn.local.functions.SandboxKeys;
import dev.keyturn.local.secrets.Backend;
import dev.keyturn.local.secrets.Scope;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/** Lets principals in by their signatures, and has policies decide about their calls. */
public final class PolicyAccess implements Access {

  private static final String LOOPBACK = "127.0.0.1";

  private final Credentials credentials;
  private final SignatureVerifier verifier;
  private final Sessions sessions = new Sessions();
  private final Authorizer authorizer;

  /**
   * Takes what is let in and what it is decided from.
   *
   * @param credentials the principals
   * @param backend the secrets
   * @param proofs the rotations that are running
   * @param wallClock the time by which clients sign, whatever the service's own clock says
   */
  public PolicyAccess(
      Credentials credentials, Backend backend, RotationProofs proofs, InstantSource wallClock) {
    this.credentials = credentials;
    this.verifier = new SignatureVerifier(wallClock);
    this.authorizer = new Authorizer(backend, credentials, proofs);
  }

  @Override
  public Caller admit(WireRequest request) {
    Signer signer = verifier.verify(request, credentials::secret);
    Principal principal = credentials.key(signer.accessKeyId()).orElseThrow();
    Optional<String> function =
        request.header("X-Amz-Security-Token").map(token -> sessions.function(principal, token));
    return new PrincipalCaller(
        principal,
        function.orElse(signer.accessKeyId()),
        new Scope(principal.account(), signer.region()),
        request.sourceIp(),
        authorizer);
  }

  @Override
  public FunctionRole roleOf(String function, String... aliases) {
    Principal role =
        Stream.concat(Stream.of(function), Arrays.stream(aliases))
            .flatMap(name -> credentials.roleOf(name).stream())
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        ("function %s runs under no role: the credentials file lists it in no"
                                + " principal's \"functions\"")
                            .formatted(function)));
    return new FunctionRole() {
      @Override
      public Caller in(Scope secret) {
        return new PrincipalCaller(
            role, function, new Scope(role.account(), secret.region()), LOOPBACK, authorizer);
      }

      @Override
      public SandboxKeys open() {
        return sessions.open(role, function);
      }
    };
  }
}
