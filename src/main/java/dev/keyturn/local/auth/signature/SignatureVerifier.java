package dev.keyturn.local.auth.signature;

import dev.keyturn.local.model.ApiException;
import dev.keyturn.secret.SecretText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/**
 * Checks signatures, with AWS's codes and texts for those that are wrong.
 *
 * <p>Clients sign with the time of their own machine, so the clock here is the real one even where
 * the service's own is not.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html">Troubleshoot
 *     Signature Version 4</a>
 */
public final class SignatureVerifier {

  /** How far a client's clock may be from this machine's. */
  public static final Duration SKEW = Duration.ofMinutes(5);

  private static final String SERVICE = "secretsmanager";

  private final InstantSource clock;
  private final SigningKeys keys = new SigningKeys();

  /**
   * Takes a clock.
   *
   * @param clock tells the real time
   */
  public SignatureVerifier(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * Who signed a request, and for which region.
   *
   * @param accessKeyId the key's id
   * @param region for instance {@code us-east-1}
   */
  public record Signer(String accessKeyId, String region) {}

  /**
   * Checks a request's signature.
   *
   * @param request the request
   * @param secrets gives the secret access key of an id, or nothing
   * @return who signed it
   * @throws ApiException if nobody did who may
   */
  public Signer verify(WireRequest request, Function<String, Optional<SecretText>> secrets) {
    Authorization authorization = Authorization.of(request);
    SecretText secret =
        secrets
            .apply(authorization.accessKeyId())
            .orElseThrow(
                () ->
                    ApiException.client(
                        "UnrecognizedClientException",
                        "The security token included in the request is invalid."));
    Instant time = RequestTime.of(request).orElseThrow();
    checkScope(authorization, time);
    checkTime(time);
    String expected = signature(request, authorization, time, secret);
    if (!MessageDigest.isEqual(ascii(expected), ascii(authorization.signature()))) {
      throw invalid(
          "The request signature we calculated does not match the signature you provided. Check"
              + " your AWS Secret Access Key and signing method. Consult the service documentation"
              + " for details.");
    }
    return new Signer(authorization.accessKeyId(), authorization.region());
  }

  private static void checkScope(Authorization authorization, Instant time) {
    String day = RequestTime.text(time).substring(0, 8);
    if (!authorization.date().equals(day)) {
      throw invalid(
          ("Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from"
                  + " HTTP: '%s' != '%s', from '%s'.")
              .formatted(authorization.date(), day, RequestTime.text(time)));
    }
    if (!authorization.service().equals(SERVICE)) {
      throw invalid("Credential should be scoped to correct service: '%s'. ".formatted(SERVICE));
    }
    if (authorization.signedHeaders().stream().noneMatch("host"::equalsIgnoreCase)) {
      throw invalid("'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
    }
  }

  private void checkTime(Instant time) {
    Instant now = clock.instant();
    if (time.isBefore(now.minus(SKEW))) {
      throw invalid(
          "Signature expired: %s is now earlier than %s (%s - 5 min.)"
              .formatted(text(time), text(now.minus(SKEW)), text(now)));
    }
    if (time.isAfter(now.plus(SKEW))) {
      throw invalid(
          "Signature not yet current: %s is still later than %s (%s + 5 min.)"
              .formatted(text(time), text(now.plus(SKEW)), text(now)));
    }
  }

  String signature(
      WireRequest request, Authorization authorization, Instant time, SecretText secret) {
    String canonical = CanonicalRequest.of(request, authorization.signedHeaders());
    String toSign =
        String.join(
            "\n",
            "AWS4-HMAC-SHA256",
            text(time),
            authorization.scope(),
            Hashes.hex(Hashes.sha256(canonical)));
    return Hashes.hex(Hashes.hmac(keys.key(authorization, secret), toSign));
  }

  private static String text(Instant time) {
    return RequestTime.text(time);
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static ApiException invalid(String text) {
    return ApiException.client("InvalidSignatureException", text);
  }
}
