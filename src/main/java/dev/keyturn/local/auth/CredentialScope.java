package dev.keyturn.local.auth;

import dev.keyturn.local.model.ApiException;
import dev.keyturn.local.secrets.Scope;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads account and region from a request's Authorization header. Any key is let in; an access key
 * of twelve digits is the number of the account that it is for.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-signing-elements.html">Signature
 *     elements</a>
 */
final class CredentialScope {

  private static final Pattern CREDENTIAL =
      Pattern.compile("Credential=([^/,\\s]+)/\\d{8}/([a-z0-9-]+)/[a-z0-9-]+/aws4_request");

  private static final Pattern ACCOUNT = Pattern.compile("\\d{12}");

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
    String key = credential.group(1);
    return new Scope(
        ACCOUNT.matcher(key).matches() ? key : Scope.DEFAULT_ACCOUNT, credential.group(2));
  }
}
