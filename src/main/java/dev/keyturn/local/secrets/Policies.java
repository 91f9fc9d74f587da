package dev.keyturn.local.secrets;

import dev.keyturn.local.auth.policy.PolicyFormatException;
import dev.keyturn.local.auth.policy.ResourcePolicy;
import dev.keyturn.local.model.ApiException;

/** Resource policies in requests. */
final class Policies {

  private Policies() {}

  /** The policy of a request, or AWS's refusal of it. */
  static ResourcePolicy in(Parameters request) {
    try {
      return ResourcePolicy.parse(request.required("ResourcePolicy"));
    } catch (PolicyFormatException e) {
      throw ApiException.client("MalformedPolicyDocumentException", String.valueOf(e.getMessage()));
    }
  }
}
