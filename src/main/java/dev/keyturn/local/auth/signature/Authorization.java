package dev.keyturn.local.auth.signature;

import dev.keyturn.local.model.ApiException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What an Authorization header says.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html#add-signature-to-request">Add
 *     the signature to the request</a>
 * @param accessKeyId whose key signed
 * @param date the day of the scope, {@code YYYYMMDD}
 * @param region the region of the scope
 * @param service the service of the scope
 * @param signedHeaders the names of the headers that are signed
 * @param signature hexadecimal
 */
record Authorization(
    String accessKeyId,
    String date,
    String region,
    String service,
    List<String> signedHeaders,
    String signature) {

  private static final String ALGORITHM = "AWS4-HMAC-SHA256";
  private static final int SCOPE_PARTS = 5;

  static Authorization of(WireRequest request) {
    String header =
        request
            .header("Authorization")
            .filter(text -> !text.isBlank())
            .orElseThrow(
                () ->
                    ApiException.client(
                        "MissingAuthenticationTokenException", "Missing Authentication Token"));
    Map<String, String> parameters = parameters(header);
    requireAll(request, parameters, header);
    String[] scope = parameters.getOrDefault("Credential", "").split("/", -1);
    if (scope.length != SCOPE_PARTS || !scope[4].equals("aws4_request")) {
      throw incomplete(
          "Credential must have exactly 5 slash-delimited elements, e.g."
              + " keyid/date/region/service/term, got '%s'"
                  .formatted(parameters.get("Credential")));
    }
    return new Authorization(
        scope[0],
        scope[1],
        scope[2],
        scope[3],
        List.of(parameters.getOrDefault("SignedHeaders", "").split(";", -1)),
        parameters.getOrDefault("Signature", ""));
  }

  private static Map<String, String> parameters(String header) {
    Map<String, String> parameters = new HashMap<>();
    String rest =
        header.startsWith(ALGORITHM + " ") ? header.substring(ALGORITHM.length() + 1) : "";
    for (String parameter : rest.split(",", -1)) {
      int equal = parameter.indexOf('=');
      if (equal > 0) {
        parameters.put(
            parameter.substring(0, equal).strip(), parameter.substring(equal + 1).strip());
      }
    }
    return parameters;
  }

  /**
   * All that is missing is told at once; the header comes back as a hash, since it may hold a
   * token.
   */
  private static void requireAll(
      WireRequest request, Map<String, String> parameters, String header) {
    List<String> missing = new ArrayList<>();
    for (String name : List.of("Credential", "Signature", "SignedHeaders")) {
      if (parameters.getOrDefault(name, "").isEmpty()) {
        missing.add("Authorization header requires '%s' parameter.".formatted(name));
      }
    }
    if (RequestTime.of(request).isEmpty()) {
      missing.add(
          "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.");
    }
    if (!missing.isEmpty()) {
      throw incomplete(
          "%s (Hashed with SHA-256 and encoded with Base64) Authorization=%s"
              .formatted(
                  String.join(" ", missing),
                  Base64.getEncoder().encodeToString(Hashes.sha256(header))));
    }
  }

  private static ApiException incomplete(String text) {
    return ApiException.client("IncompleteSignatureException", text);
  }

  String scope() {
    return String.join("/", date, region, service, "aws4_request");
  }
}
