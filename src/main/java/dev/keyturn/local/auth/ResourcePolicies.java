package dev.keyturn.local.auth;

import dev.keyturn.local.auth.policy.PolicyDocument;
import dev.keyturn.local.auth.policy.PolicyFormatException;
import dev.keyturn.local.auth.policy.PolicyKind;
import dev.keyturn.local.model.ApiException;
import dev.keyturn.local.secrets.Secret;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The secrets' own policies, each read once as long as its text is the same. */
final class ResourcePolicies {

  private record Read(String text, PolicyDocument policy) {}

  private final Map<String, Read> kept = new ConcurrentHashMap<>();

  PolicyDocument of(Secret secret) {
    String text = secret.policy();
    if (text == null) {
      kept.remove(secret.arn());
      return PolicyDocument.NONE;
    }
    return kept.compute(secret.arn(), (arn, before) -> current(before, text, arn)).policy();
  }

  private static Read current(@Nullable Read before, String text, String arn) {
    return before != null && before.text().equals(text) ? before : new Read(text, read(text, arn));
  }

  /** A policy that cannot be read may forbid anything, so nothing is allowed. */
  private static PolicyDocument read(String text, String arn) {
    try {
      return PolicyDocument.parse(text, PolicyKind.RESOURCE);
    } catch (PolicyFormatException e) {
      throw ApiException.client(
          "AccessDeniedException",
          "The resource policy of %s cannot be read: %s. Replace it with PutResourcePolicy."
              .formatted(arn, e.getMessage()));
    }
  }
}
