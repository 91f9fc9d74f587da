package dev.keyturn.local.auth.signature;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.keyturn.local.auth.OpenAccess;
import dev.keyturn.local.model.ApiException;
import dev.keyturn.secret.SecretText;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Any headers are a signer's, or refused with one of AWS's codes; nobody is let in who has no key.
 *
 * <p>An input is a request target, and under it headers in lines.
 */
class AuthorizationFuzzTest {

  private static final String CANARY = "canary-7f3a";
  private static final Set<String> CODES =
      Set.of(
          "MissingAuthenticationTokenException",
          "IncompleteSignatureException",
          "InvalidSignatureException",
          "UnrecognizedClientException");

  private final SignatureVerifier verifier =
      new SignatureVerifier(() -> Instant.parse("2026-11-24T10:00:00Z"));

  @FuzzTest(maxDuration = "60s")
  void admits(byte[] input) {
    WireRequest request = request(new String(input, StandardCharsets.ISO_8859_1));

    try {
      new OpenAccess().admit(request);
    } catch (ApiException e) {
      assertThat(e.code()).isIn(CODES);
    }
    try {
      verifier.verify(request, AuthorizationFuzzTest::key);
      throw new AssertionError("let in with a signature that nobody could make");
    } catch (ApiException e) {
      assertThat(e.code()).isIn(CODES);
      assertThat(e.text()).doesNotContain(CANARY);
    }
  }

  private static Optional<SecretText> key(String id) {
    return id.equals("AKIDEXAMPLE") ? Optional.of(SecretText.of(CANARY)) : Optional.empty();
  }

  private static WireRequest request(String input) {
    String[] lines = input.split("\n", -1);
    List<Map.Entry<String, String>> headers = new ArrayList<>();
    for (int i = 1; i < lines.length; i++) {
      int colon = lines[i].indexOf(':');
      if (colon > 0) {
        headers.add(Map.entry(lines[i].substring(0, colon), lines[i].substring(colon + 1).strip()));
      }
    }
    return new WireRequest("POST", lines[0], headers, new byte[0], "127.0.0.1");
  }
}
