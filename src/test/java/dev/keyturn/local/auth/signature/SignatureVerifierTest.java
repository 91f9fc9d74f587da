package dev.keyturn.local.auth.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.keyturn.local.auth.signature.SignatureVerifier.Signer;
import dev.keyturn.local.model.ApiException;
import dev.keyturn.secret.SecretText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures that botocore 1.43 made, AWS's own test vectors, and everything that can be wrong. */
class SignatureVerifierTest {

  private static final Instant SIGNED = Instant.parse("2026-03-04T05:06:07Z");
  private static final SecretText SECRET =
      SecretText.of("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY");
  private static final String KEY_ID = "AKIAIOSFODNN7EXAMPLE";
  private static final String HEADERS = "content-type;host;x-amz-date;x-amz-target";
  private static final String SIGNATURE =
      "ccaea0334408ac7a4cb25845f3608a25d2b95edd4e853e288a5f3e02e7dc1df0";
  private static final String BODY = "{\"SecretId\": \"door\"}";

  static List<Arguments> signedByBotocore() {
    return List.of(
        Arguments.of("us-east-1", "/", "127.0.0.1:4599", BODY, List.of(), HEADERS, SIGNATURE),
        Arguments.of(
            "eu-west-1",
            "/",
            "localhost:4599",
            "{\"SecretId\": \"tür\"}",
            List.of(
                Map.entry("X-Amz-Meta", "  a   b  c "),
                Map.entry("X-Amz-Security-Token", "FwoGZXIvYXdzEXAMPLE//+=")),
            "content-type;host;x-amz-date;x-amz-meta;x-amz-security-token;x-amz-target",
            "2aa6ad8f8dbd0b8fffdf1ec04e7b5da8b0172e2ceec261c3cc09601cfda90965"),
        Arguments.of(
            "cn-north-1",
            "/a%20b/c:d/?b=2&a=1&a=%2F&c",
            "127.0.0.1:4599",
            "",
            List.of(),
            HEADERS,
            "c3f7d1e7bee89a7a62ef7fac0f1806a36d73189a5f259ad74acb7abd0e68c510"),
        Arguments.of(
            "us-east-1",
            "/",
            "secretsmanager.us-east-1.amazonaws.com",
            "{}",
            List.of(),
            HEADERS,
            "432c73826dc7b29f993a424cc34d05bf6bcee798b699fbe6f30eccbc0c921b1e"));
  }

  @ParameterizedTest
  @MethodSource("signedByBotocore")
  void agreesWithBotocore(
      String region,
      String path,
      String host,
      String body,
      List<Map.Entry<String, String>> more,
      String signedHeaders,
      String signature) {
    List<Map.Entry<String, String>> headers = new ArrayList<>(more);
    headers.add(Map.entry("Host", host));
    headers.add(Map.entry("X-Amz-Target", "secretsmanager.GetSecretValue"));
    headers.add(Map.entry("Content-Type", "application/x-amz-json-1.1"));
    headers.add(Map.entry("X-Amz-Date", "20260304T050607Z"));
    headers.add(Map.entry("Authorization", authorization(region, signedHeaders, signature)));

    Signer signer = verify(SIGNED, request(path, headers, body));

    assertThat(signer).isEqualTo(new Signer(KEY_ID, region));
  }

  /** From AWS's test suite for Signature Version 4: {@code get-vanilla} and its like. */
  @ParameterizedTest
  @CsvSource({
    "GET,  /,             5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    "POST, /,             5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b",
    "GET,  /example/..,   5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    "GET,  /./,           5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    "GET,  //,            5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31",
    "GET,  ?Param2=value2&Param1=value1, b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
  })
  void agreesWithAwssTestSuite(String method, String path, String signature) {
    String target = path.startsWith("?") ? "/" + path : path;
    List<Map.Entry<String, String>> headers =
        List.of(
            Map.entry("Host", "example.amazonaws.com"),
            Map.entry("X-Amz-Date", "20150830T123600Z"),
            Map.entry(
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
                    + "SignedHeaders=host;x-amz-date, Signature=x"));
    WireRequest request = new WireRequest(method, target, headers, new byte[0], "127.0.0.1");

    assertThat(
            new SignatureVerifier(() -> SIGNED)
                .signature(
                    request,
                    Authorization.of(request),
                    RequestTime.of(request).orElseThrow(),
                    SecretText.of("wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY")))
        .isEqualTo(signature);
  }

  @ParameterizedTest
  @ValueSource(longs = {-300, 0, 300})
  void toleratesFiveMinutes(long seconds) {
    assertThat(verify(SIGNED.plusSeconds(seconds), good())).isNotNull();
  }

  @Test
  void refusesASignatureThatIsTooOld() {
    refuses(
        SIGNED.plus(Duration.ofSeconds(301)),
        good(),
        "InvalidSignatureException",
        "Signature expired: 20260304T050607Z is now earlier than 20260304T050608Z"
            + " (20260304T051108Z - 5 min.)");
  }

  @Test
  void refusesASignatureOfTheFuture() {
    refuses(
        SIGNED.minus(Duration.ofSeconds(301)),
        good(),
        "InvalidSignatureException",
        "Signature not yet current: 20260304T050607Z is still later than 20260304T050606Z"
            + " (20260304T050106Z + 5 min.)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "body",
        "target",
        "path",
        "query",
        "method",
        "content type",
        "host",
        "signature",
        "secret"
      })
  void refusesWhatWasTamperedWith(String what) {
    String target = "secretsmanager." + (what.equals("target") ? "DeleteSecret" : "GetSecretValue");
    List<Map.Entry<String, String>> headers =
        List.of(
            Map.entry("Host", what.equals("host") ? "127.0.0.1:4598" : "127.0.0.1:4599"),
            Map.entry("X-Amz-Target", target),
            Map.entry(
                "Content-Type",
                what.equals("content type") ? "text/plain" : "application/x-amz-json-1.1"),
            Map.entry("X-Amz-Date", "20260304T050607Z"),
            Map.entry(
                "Authorization",
                authorization(
                    "us-east-1",
                    HEADERS,
                    what.equals("signature") ? SIGNATURE.replace('c', 'd') : SIGNATURE)));
    WireRequest request =
        new WireRequest(
            what.equals("method") ? "PUT" : "POST",
            (what.equals("path") ? "/x" : "/") + (what.equals("query") ? "?x" : ""),
            headers,
            (what.equals("body") ? BODY.replace("door", "gate") : BODY)
                .getBytes(StandardCharsets.UTF_8),
            "127.0.0.1");
    SecretText secret = what.equals("secret") ? SecretText.of("another key") : SECRET;

    assertThatThrownBy(
            () -> new SignatureVerifier(() -> SIGNED).verify(request, id -> Optional.of(secret)))
        .isInstanceOfSatisfying(
            ApiException.class, e -> assertThat(e.code()).isEqualTo("InvalidSignatureException"))
        .hasMessage(
            "The request signature we calculated does not match the signature you provided. Check"
                + " your AWS Secret Access Key and signing method. Consult the service"
                + " documentation for details.");
  }

  @Test
  void refusesAKeyThatNobodyHas() {
    refuses(
        SIGNED,
        withAuthorization(authorization("us-east-1", HEADERS, SIGNATURE).replace("AKIA", "AKIB")),
        "UnrecognizedClientException",
        "The security token included in the request is invalid.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      ignoreLeadingAndTrailingWhitespace = true,
      textBlock =
          """
          20260304 | 20260305 | Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20260305' != '20260304', from '20260304T050607Z'.
          /secretsmanager/ | /s3/ | `Credential should be scoped to correct service: 'secretsmanager'. `
          ;host; | ; | 'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.
          """)
  void refusesAnotherScope(String before, String after, String message) {
    refuses(
        SIGNED,
        withAuthorization(authorization("us-east-1", HEADERS, SIGNATURE).replace(before, after)),
        "InvalidSignatureException",
        message);
  }

  @Test
  void refusesACredentialThatHasNoScope() {
    refuses(
        SIGNED,
        withAuthorization(
            "AWS4-HMAC-SHA256 Credential=" + KEY_ID + ", SignedHeaders=host, Signature=0"),
        "IncompleteSignatureException",
        "Credential must have exactly 5 slash-delimited elements, e.g."
            + " keyid/date/region/service/term, got 'AKIAIOSFODNN7EXAMPLE'");
  }

  @Test
  void refusesNoSignatureAtAll() {
    refuses(
        SIGNED,
        request("/", List.of(Map.entry("Host", "127.0.0.1")), BODY),
        "MissingAuthenticationTokenException",
        "Missing Authentication Token");
  }

  @Test
  void tellsAllThatAnAuthorizationLacks() {
    refuses(
        SIGNED,
        request("/", List.of(Map.entry("Authorization", "Bearer abc")), BODY),
        "IncompleteSignatureException",
        "Authorization header requires 'Credential' parameter. Authorization header requires"
            + " 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter."
            + " Authorization header requires existence of either a 'X-Amz-Date' or a 'Date'"
            + " header. (Hashed with SHA-256 and encoded with Base64)"
            + " Authorization=w1Xc6WwWEogNEZQP/dkBTThsJT4MNlKmzQanIm970rY=");
  }

  private static WireRequest good() {
    return withAuthorization(authorization("us-east-1", HEADERS, SIGNATURE));
  }

  private static WireRequest withAuthorization(String authorization) {
    return request(
        "/",
        List.of(
            Map.entry("Host", "127.0.0.1:4599"),
            Map.entry("X-Amz-Target", "secretsmanager.GetSecretValue"),
            Map.entry("Content-Type", "application/x-amz-json-1.1"),
            Map.entry("X-Amz-Date", "20260304T050607Z"),
            Map.entry("Authorization", authorization)),
        BODY);
  }

  private static WireRequest request(
      String path, List<Map.Entry<String, String>> headers, String body) {
    return new WireRequest(
        "POST", path, headers, body.getBytes(StandardCharsets.UTF_8), "127.0.0.1");
  }

  private static String authorization(String region, String signedHeaders, String signature) {
    return ("AWS4-HMAC-SHA256 Credential=%s/20260304/%s/secretsmanager/aws4_request,"
            + " SignedHeaders=%s, Signature=%s")
        .formatted(KEY_ID, region, signedHeaders, signature);
  }

  private static Signer verify(Instant now, WireRequest request) {
    return new SignatureVerifier(() -> now)
        .verify(request, id -> id.equals(KEY_ID) ? Optional.of(SECRET) : Optional.empty());
  }

  private static void refuses(Instant now, WireRequest request, String code, String message) {
    assertThatThrownBy(() -> verify(now, request))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessage(message);
  }
}
