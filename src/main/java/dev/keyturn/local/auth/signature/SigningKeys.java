package dev.keyturn.local.auth.signature;

import dev.keyturn.secret.SecretText;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that signatures are made with, one a day for each region and secret access key; kept,
 * since to derive one takes four HMACs.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#calculate-signature">Calculate
 *     the signature</a>
 */
final class SigningKeys {

  /** More than any use has; a caller who makes up regions must not fill the memory. */
  private static final int MOST = 1_000;

  private record Derived(String date, SecretKeySpec key) {}

  private final ConcurrentHashMap<String, Derived> kept = new ConcurrentHashMap<>();

  SecretKeySpec key(Authorization authorization, SecretText secret) {
    String place =
        String.join(
            "/", authorization.accessKeyId(), authorization.region(), authorization.service());
    Derived derived = kept.get(place);
    if (derived == null || !derived.date().equals(authorization.date())) {
      derived = new Derived(authorization.date(), derive(authorization, secret));
      if (kept.size() >= MOST) {
        kept.clear();
      }
      kept.put(place, derived);
    }
    return derived.key();
  }

  private static SecretKeySpec derive(Authorization authorization, SecretText secret) {
    SecretKeySpec key = Hashes.key(("AWS4" + secret.reveal()).getBytes(StandardCharsets.UTF_8));
    for (String part : authorization.scope().split("/", -1)) {
      key = Hashes.key(Hashes.hmac(key, part));
    }
    return key;
  }
}
