package dev.keyturn.local.auth;

import dev.keyturn.local.model.ApiException;
import dev.keyturn.local.secrets.Scope;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the region from a request's Authorization header. Any key is let in.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html">Signature
 *     elements</a>
 */
final class CredentialScope {

  private static final Pattern CREDENTIAL =
      Pattern.compile("Credential=[^/,\\s]+/\\d{8}/([a-z0-9-]+)/[a-z0-9-]+/aws4_request");

  private CredentialScope() {}

  static Scope of(@Nullable String authorization) {
    if (authorization == null || authorization.isBlank()) {
      throw ApiException.client(
          "MissingAuthenticationTokenException", "Missing Authentication Token");
    }
    Matcher credential = CREDENTIAL.matcher(authorization);
    if (!credential.find()) {
      throw ApiException.client(
          "IncompleteSignatureException",
          "Authorization header requires 'Credential' parameter with a credential scope.");
    }
    return new Scope(Scope.DEFAULT_ACCOUNT, credential.group(1));
  }
}
